// Long runs: `node packages/executor/tests/differential/cli.ts`. A failing case prints its name; replay it with
// `DIFFERENTIAL_CASE=<name> node packages/executor/tests/differential/cli.ts`.
import { describe, expect, it } from '@jest/globals';
import { readOptions } from './differential/config.ts';
import { runDifferential } from './differential/run.ts';

describe('random federated schemas', () => {
  it('answers every random operation as a monolith does', async () => {
    const { divergence, worlds, faulty } = await runDifferential(readOptions(1_500));
    expect(divergence).toBeUndefined();
    expect(worlds).toBeGreaterThan(5);
    expect(faulty).toBeGreaterThan(50);
  }, 240_000);

  it('answers whole what the planner would plan in parts for ever', async () => {
    const { divergence, whole } = await runDifferential({ seed: 1, operations: 1, replay: '1:5' });
    expect(divergence).toBeUndefined();
    expect(whole).toBe(1);
  });
});
