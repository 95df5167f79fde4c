// What can happen next. A move has a kind and a target, so that it can be written down and made again.
import { receiveWebhook } from '../../subgraphs/payment/src/usecases/receive-webhook.ts';
import { sweepExpiredReservations } from '../../subgraphs/inventory/src/usecases/expire-reservation.ts';
import type { Stream } from './broker.ts';
import { serviceNames, type ServiceName } from './databases.ts';
import type { CrashPlan } from './process.ts';
import type { Run } from './run.ts';
import * as people from './shop.ts';
import { clock } from './time.ts';
import * as waiting from './waiting.ts';
import { crashesMax } from './world.ts';

/** `param` is any number from 0; each move makes of it what it needs. */
export type Step = {
  readonly kind: MoveKind;
  readonly target: string;
  readonly param: number;
  readonly crash?: CrashPlan;
};

export type Move = {
  /** How often it is chosen, against the others that are possible. */
  readonly weight: number;
  /** What it can be done to now. */
  targets(run: Run): readonly string[];
  perform(run: Run, step: Step): Promise<void>;
};

/** The messages that a relay has published; all of them, some, or all without hearing of it. */
const publish: Move = {
  weight: 6,
  targets: (run) => waiting.alive(run).filter((name) => waiting.dueRows(run, name) > 0),
  perform: (run, { target, param, crash }) =>
    run.world.act(
      target as ServiceName,
      () => {
        const { gate, nudge } = run.world.instances[target as ServiceName]!;
        return gate.round(nudge, (offered) => {
          if (param % 16 === 0) return { count: offered, isAnswered: false };
          if (param % 16 === 1) return { count: Math.ceil(offered / 2), isAnswered: false };
          return { count: offered, isAnswered: true };
        });
      },
      crash,
    ),
};

/** Up to three messages of one key for one consumer. */
const deliver: Move = {
  weight: 10,
  targets: (run) =>
    waiting
      .streams(run)
      .filter(waiting.isUnread)
      .map((stream) => waiting.nameOf(run, stream)),
  perform: (run, step) =>
    read(run, step, ({ committed }) => ({ from: committed, count: 1 + (step.param % 3) })),
};

/** What was read and committed before: a commit that the broker forgot. */
const redeliver: Move = {
  weight: 0.5,
  targets: (run) =>
    waiting
      .streams(run)
      .filter(({ committed }) => committed > 0)
      .map((stream) => waiting.nameOf(run, stream)),
  perform: (run, step) =>
    read(run, step, ({ committed }) => {
      const count = Math.min(committed, 1 + (step.param % 4));
      return { from: committed - count, count };
    }),
};

/** A job that is due; seldom one that runs already, because its worker was taken for dead. */
const job: Move = {
  weight: 8,
  targets: (run) =>
    waiting
      .dueJobs(run)
      .filter(({ id }) => !waiting.isBusy(run, id))
      .map(({ name }) => name),
  perform: runJob,
};
const jobAgain: Move = {
  weight: 0.3,
  targets: (run) =>
    waiting
      .dueJobs(run)
      .filter(({ id }) => waiting.isBusy(run, id))
      .map(({ name }) => name),
  perform: runJob,
};

/** A call to the provider, or a handler's pause, goes on; sometimes without an answer. */
const resume: Move = {
  weight: 8,
  targets: (run) => run.world.tasks.waiting().filter(waiting.isDue).map(waiting.labelOf),
  perform: async (run, { target, param, crash }) => {
    const task = run.world.tasks.waiting().find((each) => waiting.labelOf(each) === target)!;
    const word = param % 12 === 0 && task.wait!.at !== 'sleep' ? 'lost' : 'go';
    await run.world.act(task.owner as ServiceName, () => run.world.tasks.resume(task, word), crash);
  },
};

/** A webhook arrives: early, late, again, in any order. */
const webhook: Move = {
  weight: 4,
  targets: (run) => (run.world.instances.payment ? waiting.webhooks(run).map(({ name }) => name) : []),
  perform: (run, { target, crash }) =>
    run.world.act(
      'payment',
      () => {
        const { app } = run.world.instances.payment!;
        const { id } = waiting.webhooks(run).find(({ name }) => name === target)!;
        const { raw, headers } = run.world.provider.post(id);
        return run.task('payment', target, async () => {
          if (!(await receiveWebhook(app, 'stripe', raw, headers)))
            throw new Error('the webhook was refused');
          run.webhooksDelivered.add(id);
        });
      },
      crash,
    ),
};

/** Time passes: a moment, or until the next thing is due. Not while something has waited too long already. */
const wait: Move = {
  weight: 1.5,
  targets: (run) => (clock.now() - waiting.oldest(run) > run.lagMaxMs ? [] : ['clock']),
  perform: async (run, { param }) => {
    const next = waiting.nextDue(run);
    clock.advance(param % 4 === 0 && next < Infinity ? Math.max(0, next - clock.now()) : param % 1_000);
  },
};

const kill: Move = {
  weight: 0.1,
  targets: (run) => waiting.alive(run).filter((name) => run.world.crashes(name) < crashesMax),
  perform: (run, { target }) =>
    run.world.act(target as ServiceName, async () =>
      run.world.instances[target as ServiceName]!.process.kill(),
    ),
};

const restart: Move = {
  weight: 4,
  targets: (run) => serviceNames.filter((name) => !run.world.instances[name]),
  perform: (run, { target }) => run.world.start(target as ServiceName),
};

/** Holds that ran out are looked for. */
const sweep: Move = {
  weight: 0.3,
  targets: (run) => (run.world.instances.inventory ? ['inventory'] : []),
  perform: (run, { crash }) =>
    run.world.act(
      'inventory',
      () => {
        const { app } = run.world.instances.inventory!;
        return run.task('inventory', 'sweep', async () => void (await sweepExpiredReservations(app)));
      },
      crash,
    ),
};

const fill = customerMove(2, (customer) => !customer.cartId, people.fillCart);
const changeCart = customerMove(0.05, (customer) => customer.cartId !== undefined, people.fillCart);
const place = customerMove(3, (customer) => Boolean(customer.cartId) && !customer.orderId, people.place);
/** The same request again: an impatient finger, or a client that missed the answer. */
const placeAgain = customerMove(0.1, (customer) => Boolean(customer.orderId), people.place);
const cancel = customerMove(0.08, (customer) => Boolean(customer.orderId), people.cancel);

/** The customer, on the bank's page. */
const authenticate: Move = {
  weight: 2,
  targets: (run) =>
    run.world.provider.simulator
      .intents()
      .filter(({ status }) => status === 'requires_action')
      .map(({ id }) => run.world.names.of(id)),
  perform: async (run, { target, param }) => {
    const intent = run.world.provider.simulator
      .intents()
      .find(({ id }) => run.world.names.of(id) === target)!;
    await run.world.provider.authenticate(intent.id, param % 5 === 0 ? 'fail' : 'complete');
  },
};

const adjust: Move = {
  weight: 0.1,
  targets: (run) => (run.world.instances.inventory ? run.shop.stock.map((_, index) => `level ${index}`) : []),
  perform: (run, { target, param, crash }) =>
    run.world.act(
      'inventory',
      () => {
        const { variantId, locationId } = run.shop.stock[Number(target.split(' ')[1])]!;
        const delta = (param % 2 === 0 ? -1 : 1) * (1 + (param % 3));
        return run.task('inventory', `adjust ${target}`, () =>
          people.adjust(run.world, { variantId, locationId }, delta),
        );
      },
      crash,
    ),
};

/** The provider falls over at the next change that it is asked for: before it, or after it. */
const fault: Move = {
  weight: 0.4,
  targets: () => ['failBeforeEffect', 'failAfterEffect'],
  perform: async (run, { target }) => run.world.provider.simulator.setFaults({ [target]: 1 }),
};

export const moves = {
  ...{ publish, deliver, redeliver, job, jobAgain, resume, webhook, wait, kill, restart, sweep },
  ...{ fill, changeCart, place, placeAgain, cancel, authenticate, adjust, fault },
};
export type MoveKind = keyof typeof moves;

/** Of real time: far more than any step takes, and less than somebody waits for a report. */
const hangMs = 120_000;

/** Makes a step that is possible now. Rejects when it hangs. */
export async function make(run: Run, step: Step): Promise<void> {
  run.steps.push(step);
  run.trace(step);
  let bound: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_resolve, reject) => {
    bound = setTimeout(() => reject(new Error(`${step.kind} ${step.target} never ended`)), hangMs);
  });
  await Promise.race([moves[step.kind].perform(run, step), hang]).finally(() => clearTimeout(bound));
}

function customerMove(
  weight: number,
  isPossible: (customer: people.Customer) => boolean,
  doIt: (world: Run['world'], customer: people.Customer) => Promise<void>,
): Move {
  return {
    weight,
    targets: (run) =>
      run.world.instances.order ? run.shop.customers.filter(isPossible).map(({ name }) => name) : [],
    perform: (run, { kind, target, crash }) =>
      run.world.act(
        'order',
        () => {
          const customer = run.shop.customers.find(({ name }) => name === target)!;
          return run.task('order', `${kind} ${target}`, () => doIt(run.world, customer));
        },
        crash,
      ),
  };
}

function read(
  run: Run,
  { target, crash }: Step,
  rangeOf: (stream: Stream) => { from: number; count: number },
) {
  const stream = waiting.streams(run).find((each) => waiting.nameOf(run, each) === target)!;
  const { from, count } = rangeOf(stream);
  return run.world.act(
    stream.group.member!.process.name as ServiceName,
    () => run.world.broker.deliver(stream, from, count),
    crash,
  );
}

async function runJob(run: Run, { target, crash }: Step): Promise<void> {
  const { id, service, row } = waiting.dueJobs(run).find(({ name }) => name === target)!;
  const instance = run.world.instances[service]!;
  await run.world.act(
    service,
    () => {
      run.busyJobs.set(id, instance.process);
      return run.task(service, target, () =>
        run.runJob(service, row, instance).finally(() => run.busyJobs.delete(id)),
      );
    },
    crash,
  );
}
