import { print } from 'graphql';
import { ExecutionAnswer } from '../../src/index.ts';
import { difference } from './compare.ts';
import { deferredDifference } from './compare-deferred.ts';
import { createOperation } from './operations.ts';
import { createPlatform, createState, type Platform, type RandomOperation } from './platform.ts';
import { Random } from './random.ts';
import { shrink } from './shrink.ts';
import { createWorld } from './world.ts';

const operationsOfEachWorld = 120;

/**
 * Compares monolith and executor on random operations, and stops at the first divergence. Each case is named by one
 * text, which replays it alone.
 */
export async function runDifferential({
  seed,
  operations,
  replay,
}: DifferentialOptions): Promise<DifferentialReport> {
  const report = { operations: 0, worlds: 0, faulty: 0, parts: 0, whole: 0 };
  if (replay !== undefined) {
    const [worldSeed, index] = replay.split(':').map(Number);
    const platform = await createPlatform(createWorld(worldSeed ?? 0));
    if (platform === undefined) throw new Error(`World ${worldSeed} does not compose`);
    const divergence = await compareCase(platform, index ?? 0, report);
    return { ...report, operations: 1, worlds: 1, divergence };
  }
  for (let worldSeed = seed; report.operations < operations; worldSeed++) {
    const platform = await createPlatform(createWorld(worldSeed));
    if (platform === undefined) continue;
    report.worlds += 1;
    for (let index = 0; index < operationsOfEachWorld && report.operations < operations; index++) {
      report.operations += 1;
      const divergence = await compareCase(platform, index, report);
      if (divergence !== undefined) return { ...report, divergence };
    }
    await platform.executor.close();
  }
  return { ...report, divergence: undefined };
}

async function compareCase(
  platform: Platform,
  index: number,
  report: { faulty: number; parts: number; whole: number },
): Promise<string | undefined> {
  const name = `${platform.world.seed}:${index}`;
  const random = new Random(name);
  const faultRate = random.pick([0, 0, 0.03, 0.1]);
  // Few, because the planner gives up on some only when its time is over.
  const isDeferring = index % 9 === 5;
  const operation = createOperation(random, platform.executor.schema, isDeferring);
  const compare = async (candidate: RandomOperation): Promise<string | undefined> => {
    const expected = await platform.runMonolith(candidate, createState(platform.world, name, faultRate));
    const request = { ...candidate, context: createState(platform.world, name, faultRate) };
    if (expected.errors !== undefined) report.faulty += 1;
    const answer = isDeferring
      ? await platform.executor.executeIncrementally(request)
      : await platform.executor.execute(request);
    if (answer instanceof ExecutionAnswer && !isDeferring) return difference(expected, answer);
    const reference = platform.runDeferred(candidate, createState(platform.world, name, faultRate));
    if (answer instanceof ExecutionAnswer && reference.parts.length > 0) report.whole += 1;
    const parts = await deferredDifference(expected, reference, answer);
    report.parts += parts.count;
    return parts.difference;
  };
  const found = await compare(operation).catch((error: unknown) => String(error));
  if (found === undefined) return undefined;
  const small = await shrink(
    platform.executor.schema,
    operation,
    async (candidate) => (await compare(candidate).catch(String)) !== undefined,
  );
  return [
    `Case ${name} diverges: ${(await compare(small).catch(String)) ?? found}`,
    print(small.document),
    JSON.stringify(small.variables),
    (await platform.executor.explain(small)).text,
    ...[...platform.sdls].map(([subgraph, sdl]) => `# ${subgraph}\n${sdl}`),
  ].join('\n\n');
}

export interface DifferentialOptions {
  /** The first world's seed; the next worlds count up from it. */
  readonly seed: number;
  readonly operations: number;
  /** The name of a case, `<world>:<index>`, to run that one alone. */
  readonly replay: string | undefined;
}

export interface DifferentialReport {
  readonly operations: number;
  readonly worlds: number;
  /** How many operations had errors in the monolith. */
  readonly faulty: number;
  /** How many parts came later, by `@defer`. */
  readonly parts: number;
  /** How many were answered whole though parts of them could have come later. */
  readonly whole: number;
  /** A shrunk case in words, with its schemas. */
  readonly divergence: string | undefined;
}
