import { print } from 'graphql';
import { ExecutionAnswer } from '../../src/index.ts';
import { difference } from './compare.ts';
import { deferredDifference } from './compare-deferred.ts';
import { createOperation } from './operations.ts';
import {
  createPlatform,
  createState,
  type ExecutionState,
  type Platform,
  type RandomOperation,
} from './platform.ts';
import { Random } from './random.ts';
import { shrink } from './shrink.ts';
import { compareStock, noStock, stockOutcomes, type Stock, type StockOutcome } from './stock.ts';
import { createWorld } from './world.ts';

const operationsOfEachWorld = 120;

/** Compares monolith and executor on random operations. Each case is named by one text, which replays it alone. */
export async function runDifferential({
  seed,
  stride = 1,
  operations,
  divergencesMax = 1,
  withStock = false,
}: DifferentialOptions): Promise<DifferentialReport> {
  const report = emptyReport();
  for (let worldSeed = seed; report.operations < operations; worldSeed += stride) {
    const platform = await createPlatform(createWorld(worldSeed));
    if (platform === undefined) continue;
    report.worlds += 1;
    // It refuses supergraphs with `@context`.
    const stock = withStock ? await platform.createStock().catch(() => undefined) : undefined;
    for (let index = 0; index < operationsOfEachWorld && report.operations < operations; index++) {
      await compareCase(platform, index, report, stock);
      if (report.divergences.length >= divergencesMax) return report;
    }
    await stock?.stop();
    await platform.executor.close();
  }
  return report;
}

/** @param name the world's seed and the number of the operation: `37:53` */
export async function runCase(name: string): Promise<DifferentialReport> {
  const [seed = 0, index = 0] = name.split(':').map(Number);
  const platform = await createPlatform(createWorld(seed));
  if (platform === undefined) throw new Error(`World ${seed} does not compose`);
  const report = { ...emptyReport(), worlds: 1 };
  await compareCase(platform, index, report);
  return report;
}

export function sumReports(reports: readonly DifferentialReport[]): DifferentialReport {
  const sum = emptyReport();
  for (const report of reports) {
    for (const count of counts) sum[count] += report[count];
    sum.divergences.push(...report.divergences);
    for (const outcome of stockOutcomes) sum.stock[outcome] += report.stock[outcome];
  }
  return sum;
}

const counts = ['operations', 'worlds', 'faulty', 'parts', 'whole', 'unplannable'] as const;

function emptyReport(): DifferentialReport {
  return {
    operations: 0,
    worlds: 0,
    faulty: 0,
    parts: 0,
    whole: 0,
    unplannable: 0,
    divergences: [],
    stock: noStock(),
  };
}

async function compareCase(
  platform: Platform,
  index: number,
  report: DifferentialReport,
  stock?: Stock,
): Promise<void> {
  report.operations += 1;
  const name = `${platform.world.seed}:${index}`;
  const random = new Random(name);
  const faultRate = random.pick([0, 0, 0.03, 0.1]);
  // Few, because the planner gives up on some only when its time is over.
  const isDeferring = index % 9 === 5;
  const operation = createOperation(random, platform.executor.schema, isDeferring);
  const compare = async (candidate: RandomOperation): Promise<string | undefined> => {
    const newState = (): ExecutionState => createState(platform.world, name, faultRate);
    const expected = await platform.runMonolith(candidate, newState());
    if (expected.errors !== undefined) report.faulty += 1;
    const request = { ...candidate, context: newState() };
    if (!isDeferring) return difference(expected, await platform.executor.execute(request));
    const answer = await platform.executor.executeIncrementally(request);
    const reference = platform.runDeferred(candidate, newState());
    if (answer instanceof ExecutionAnswer && reference.parts.length > 0) report.whole += 1;
    const parts = await deferredDifference(expected, reference, answer);
    report.parts += parts.count;
    return parts.difference;
  };
  if (stock !== undefined && !isDeferring) {
    const expected = await platform.runMonolith(operation, createState(platform.world, name, faultRate));
    const outcome = await compareStock(
      stock,
      operation,
      expected,
      createState(platform.world, name, faultRate),
    );
    report.stock[outcome] += 1;
  }
  let found: string | undefined;
  try {
    found = await compare(operation);
  } catch (error) {
    if (!platform.isPlannable(operation)) report.unplannable += 1;
    else found = String(error);
  }
  if (found === undefined) return;
  const small = await shrink(
    platform.executor.schema,
    operation,
    async (candidate) => (await compare(candidate).catch(String)) !== undefined,
  );
  const words = [
    `Case ${name} diverges: ${(await compare(small).catch(String)) ?? found}`,
    print(small.document),
    JSON.stringify(small.variables),
    await platform.executor.explain(small).then(({ text }) => text, String),
    ...[...platform.sdls].map(([subgraph, sdl]) => `# ${subgraph}\n${sdl}`),
  ];
  report.divergences.push(words.join('\n\n'));
}

export interface DifferentialOptions {
  /** The first world's seed. */
  readonly seed: number;
  /** From one world's seed to the next; 1 unless told. */
  readonly stride?: number;
  readonly operations: number;
  /** Whether `@apollo/gateway` is compared with the monolith, too. */
  readonly withStock?: boolean | undefined;
  /** After how many it ends; 1 unless told. */
  readonly divergencesMax?: number | undefined;
}

export interface DifferentialReport {
  /** What came of the operations that `@apollo/gateway` was given, too. */
  readonly stock: Record<StockOutcome, number>;
  operations: number;
  worlds: number;
  /** How many operations had errors in the monolith. */
  faulty: number;
  /** How many parts came later, by `@defer`. */
  parts: number;
  /** How many were answered whole though parts of them could have come later. */
  whole: number;
  /** How many were refused, as the Apollo planner finds no plan for them by itself either. */
  unplannable: number;
  /** Shrunk cases in words, with their schemas. */
  readonly divergences: string[];
}
