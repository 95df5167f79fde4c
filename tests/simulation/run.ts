// One run: the shop opens, chaos, then peace until nothing is left to do, then the accounts.
import type { WireMessage } from '@bazaar/messaging';
import { seededRandom, type SeededRandom } from '@bazaar/testkit';
import { becomeQuiet } from './drain.ts';
import { serviceNames, type Databases, type JobRow, type ServiceName } from './databases.ts';
import { checkAccounts, checkBooks } from './invariants.ts';
import { make, moves, type MoveKind, type Step } from './moves.ts';
import type { SimulatedProcess } from './process.ts';
import { replayEverything } from './replay.ts';
import type { Instance } from './services.ts';
import { adjust, createShop, openShop, type Shop } from './shop.ts';
import { beginTime, clock } from './time.ts';
import { createWorld, type World } from './world.ts';

/** Runs a seed; with `steps` it makes those that are still possible, instead of choosing. */
export async function runSeed(
  databases: Databases,
  seed: number,
  options: RunOptions = {},
): Promise<Outcome> {
  beginTime(seed);
  for (const name of serviceNames) await databases[name].reset();
  const random = seededRandom(seed ^ 0x5eed);
  const run = await openRun(databases, random, options);
  try {
    const problem = await live(run, random, options);
    return { seed, steps: run.steps, violation: problem, summary: await summaryOf(run) };
  } finally {
    await run.world.stop();
  }
}

async function live(run: Run, random: SeededRandom, options: RunOptions): Promise<Violation | undefined> {
  const steps = options.steps ?? choose(run, random, options.stepCount ?? 40 + random.int(160));
  for (const step of steps) {
    if (!moves[step.kind].targets(run).includes(step.target)) continue;
    await make(run, step);
    const problem = checkBooks(run);
    if (problem) return problem;
  }
  return (await becomeQuiet(run)) ?? (await checkAccounts(run)) ?? (await replayEverything(run));
}

/** Every run has a temper of its own: what happens often in one is rare in another. */
function* choose(run: Run, random: SeededRandom, count: number): Generator<Step> {
  const kinds = Object.keys(moves) as MoveKind[];
  const temper = new Map(kinds.map((kind) => [kind, moves[kind].weight * random.pick([0.2, 1, 1, 1, 3])]));
  const crashChance = random.pick([0, 0.01, 0.03, 0.1]);
  for (let made = 0; made < count; made += 1) {
    const possible = kinds.flatMap((kind) => {
      const targets = moves[kind].targets(run);
      return targets.length > 0 ? [{ kind, targets, weight: temper.get(kind)! }] : [];
    });
    const { kind, targets } = weighted(possible, random);
    const target = random.pick(targets);
    const param = random.int(1 << 16);
    const plan = { afterCalls: 1 + random.int(12), isEffective: random.next() < 0.5 };
    const isCrash = random.next() < crashChance;
    yield { kind, target, param, ...(isCrash && { crash: plan }) };
  }
}

function weighted<T extends { weight: number }>(items: readonly T[], random: SeededRandom): T {
  let rest = random.next() * items.reduce((sum, { weight }) => sum + weight, 0);
  return items.find(({ weight }) => (rest -= weight) < 0) ?? items.at(-1)!;
}

async function openRun(databases: Databases, random: SeededRandom, options: RunOptions): Promise<Run> {
  const world = await createWorld(databases, options.isLoud ?? false);
  const shop = createShop(random);
  const run: Run = {
    world,
    shop,
    steps: [],
    problems: [],
    webhooksDelivered: new Set(),
    busyJobs: new Map(),
    lagMaxMs: random.pick([2_000, 20_000, 120_000, 1_200_000]),
    trace: options.trace ?? (() => undefined),
    task: (owner, label, work) =>
      world.tasks.start(owner, label, () =>
        work().catch((error: unknown) => void run.problems.push(`${label}: ${String(error)}`)),
      ),
    runJob: (service, row, instance) => runJob(world, service, row, instance),
  };
  for (const name of serviceNames) await world.start(name);
  await openShop(world, shop);
  await becomeQuiet(run);
  for (const { onHand, ...place } of shop.stock) {
    if (onHand > 0)
      await world.act('inventory', () =>
        run.task('inventory', 'receive', () => adjust(world, place, onHand)),
      );
  }
  await becomeQuiet(run);
  run.steps.length = 0;
  return run;
}

/** As graphile-worker does it: done and gone, or tried again later. */
async function runJob(world: World, service: ServiceName, row: JobRow, instance: Instance): Promise<void> {
  const { pool } = world.databases[service];
  try {
    await instance.jobs[row.task]!(row.payload);
    await instance.process.call(() =>
      pool.query('SELECT graphile_worker.complete_jobs(ARRAY[$1::bigint])', [row.id]),
    );
  } catch {
    const again = new Date(clock.now() + 5_000);
    await instance.process.call(() =>
      pool.query('SELECT graphile_worker.reschedule_jobs(ARRAY[$1::bigint], run_at => $2)', [row.id, again]),
    );
  }
}

/** Trace ids, and the signatures over them, are drawn in advance and outlive a run. */
function withoutTrace({ value, headers }: WireMessage): object {
  const { ce_traceparent: _trace, 'bazaar-signature': _signature, ...others } = headers;
  return { value, headers: others };
}

/** What came of it: the ends of the orders, and every message that was ever sent, with its ids and times. */
async function summaryOf({ world, shop }: Run): Promise<Summary> {
  const { rows } = await world.databases.order.pool.query<{ status: string }>(
    'SELECT status FROM customer_order',
  );
  return {
    orders: rows.map((row) => row.status),
    refusals: shop.customers.flatMap(({ answer }) =>
      answer && answer !== 'OrderPlaceSuccess' ? [answer] : [],
    ),
    crashes: serviceNames.reduce((sum, name) => sum + world.crashes(name), 0),
    messages: world.broker.logs().flatMap(({ messages }) => messages.map(withoutTrace)),
  };
}

export type RunOptions = {
  readonly steps?: readonly Step[];
  readonly stepCount?: number;
  readonly isLoud?: boolean;
  /** Told of each step before it is made. */
  readonly trace?: (step: Step) => void;
};

export type Run = {
  readonly world: World;
  readonly shop: Shop;
  /** Those that were made so far. */
  readonly steps: Step[];
  /** What was thrown at somebody who should have had an answer. */
  readonly problems: string[];
  readonly webhooksDelivered: Set<string>;
  /** Jobs that run, and where. */
  readonly busyJobs: Map<string, SimulatedProcess>;
  /** How long anything may wait for its service before the clock stands still. */
  readonly lagMaxMs: number;
  trace(step: Step): void;
  /** Runs a task whose failure is a finding. */
  task(owner: string, label: string, work: () => Promise<void>): Promise<void>;
  runJob(service: ServiceName, row: JobRow, instance: Instance): Promise<void>;
};

/** A promise that was broken: which one, and how. */
export type Violation = { readonly promise: string; readonly detail: string };

type Summary = {
  readonly orders: readonly string[];
  /** Answers of the shop to those who could not order. */
  readonly refusals: readonly string[];
  readonly crashes: number;
  readonly messages: readonly object[];
};

export type Outcome = {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly violation?: Violation;
  readonly summary: Summary;
};
