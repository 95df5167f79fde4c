import { afterEach, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { createGeneration } from '../src/generation.ts';
import { createInlinePlanner, type Planner } from '../src/planning/planner.ts';
import { createPreparer } from '../src/prepare.ts';
import { createWorkerPlanner } from '../src/planning/worker-planner.ts';

const { supergraphSdl } = composeServices([
  {
    name: 'a',
    url: '',
    typeDefs: parse('type Query { thing(id: ID): Thing } type Thing { id: ID name: String }'),
  },
]);

let planner: Planner | undefined;

afterEach(async () => {
  await planner?.close();
});

/** How often the event loop turned while something was under way. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work;
  isOver = true;
  return turns;
}

describe('planning', () => {
  it('leaves the event loop free: another thread does it', async () => {
    planner = await createWorkerPlanner(supergraphSdl!);
    expect(await turnsDuring(planner.plan('{ thing { name } }'))).toBeGreaterThan(0);
    const inline = await createInlinePlanner(supergraphSdl!);
    expect(await turnsDuring(inline.plan('{ thing { name } }'))).toBe(0);
  });

  it('happens once for many who ask for one operation that is not known yet', async () => {
    const inner = await createWorkerPlanner(supergraphSdl!);
    const asked: string[] = [];
    planner = {
      ...inner,
      plan: (operation) => {
        asked.push(operation);
        return inner.plan(operation);
      },
    };
    const prepare = createPreparer(await createGeneration(supergraphSdl!, planner, 10));
    const burst = Array.from({ length: 50 }, async (_, index) =>
      prepare(parse(`query($v${index}: ID) { t${index}: thing(id: $v${index}) { name } }`), undefined, {}),
    );
    const prepared = await Promise.all(burst);
    expect(asked).toHaveLength(1);
    expect(new Set(prepared.map(({ plan }) => plan)).size).toBe(1);
  });

  it('fails for an operation that takes too long, and goes on for those behind it', async () => {
    planner = await createWorkerPlanner(supergraphSdl!, 2_000);
    const fields = Array.from({ length: 20_000 }, (_, index) => `t${index}: thing(id: ${index}) { id name }`);
    const endless = planner.plan(`{ ${fields.join(' ')} }`);
    const behind = planner.plan('{ thing { name } }');
    await expect(endless).rejects.toMatchObject({ extensions: { code: 'PLANNING_FAILED' } });
    expect((await behind).node?.kind).toBe('Fetch');
    expect((await planner.plan('{ thing { id } }')).node?.kind).toBe('Fetch');
  });

  it('is refused by a planner that is closed, rather than waited for', async () => {
    planner = await createWorkerPlanner(supergraphSdl!);
    const waiting = planner.plan('{ thing { id } }');
    const settled = expect(waiting).rejects.toThrow();
    await planner.close();
    await settled;
    await expect(planner.plan('{ thing { id } }')).rejects.toThrow('closed');
  });
});
