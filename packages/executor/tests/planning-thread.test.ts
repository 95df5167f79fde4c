import { afterEach, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { eventually } from '@bazaar/testkit';
import { parse } from 'graphql';
import { createExecutor } from '../src/index.ts';
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

const threads = (): number => (process.report.getReport() as { workers: unknown[] }).workers.length;

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
    planner = await createWorkerPlanner(supergraphSdl!, { timeoutMs: 2_000 });
    const fields = Array.from({ length: 20_000 }, (_, index) => `t${index}: thing(id: ${index}) { id name }`);
    const endless = planner.plan(`{ ${fields.join(' ')} }`);
    const behind = planner.plan('{ thing { name } }');
    await expect(endless).rejects.toMatchObject({ extensions: { code: 'PLANNING_FAILED' } });
    expect((await behind).node?.kind).toBe('Fetch');
    expect((await planner.plan('{ thing { id } }')).node?.kind).toBe('Fetch');
  });

  it('leaves no thread behind where the executor can not be made', async () => {
    const nowhere = supergraphSdl!.replace('url: ""', 'url: "undefined"');
    await expect(createExecutor({ supergraphSdl: nowhere })).rejects.toThrow(
      'Subgraph a has no HTTP address: undefined',
    );
    await eventually(() => expect(threads()).toBe(0));
  });

  it('gives an idle thread back, and starts another for the next operation', async () => {
    planner = await createWorkerPlanner(supergraphSdl!, { restsAfterStarts: 0 });
    for (const field of ['id', 'name']) {
      await eventually(() => expect(threads()).toBe(0));
      expect((await planner.plan(`{ thing { ${field} } }`)).node?.kind).toBe('Fetch');
    }
  });

  it('does not give up an operation that comes just when its thread is given back', async () => {
    planner = await createWorkerPlanner(supergraphSdl!, { restsAfterStarts: 0 });
    for (let delayMs = 0; delayMs < 10; delayMs += 1) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const plans = await Promise.all(['id', 'name'].map((field) => planner!.plan(`{ thing { ${field} } }`)));
      expect(plans.map(({ node }) => node?.kind)).toEqual(['Fetch', 'Fetch']);
    }
  }, 120_000);

  it('is refused by a planner that is closed, rather than waited for', async () => {
    planner = await createWorkerPlanner(supergraphSdl!);
    const waiting = planner.plan('{ thing { id } }');
    const settled = expect(waiting).rejects.toThrow();
    await planner.close();
    await settled;
    await expect(planner.plan('{ thing { id } }')).rejects.toThrow('closed');
  });
});
