// Long runs: `node packages/executor/tests/differential/cli.ts`. A failing case prints its name; replay it with
// `node packages/executor/tests/differential/cli.ts --case <name>`.
import { describe, expect, it } from '@jest/globals';
import { readSeed } from './differential/config.ts';
import { runDifferential } from './differential/run.ts';

describe('random federated schemas', () => {
  it('answers every random operation as a monolith does', async () => {
    const { divergences, worlds, faulty, unplannable } = await runDifferential({
      seed: readSeed(),
      operations: 600,
    });
    expect(divergences).toEqual([]);
    expect(unplannable).toBe(0);
    expect(worlds).toBeGreaterThan(4);
    expect(faulty).toBeGreaterThan(30);
  }, 240_000);

  it('answers whole what the planner can not plan in parts', async () => {
    let whole = 0;
    for (let seed = 1; whole === 0; seed++) {
      const report = await runDifferential({ seed, operations: 120 });
      expect(report.divergences).toEqual([]);
      whole = report.whole;
    }
  });
});
