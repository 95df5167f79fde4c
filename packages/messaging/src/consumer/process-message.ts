import type { ReceivedMessage, WireMessage } from '../drivers/driver.ts';
import { addRawToOutbox } from '../outbox/raw-rows.ts';
import { createVerifier, sourceOf } from '../signature.ts';
import { sqlFromPool, type SqlExecutor } from '../sql.ts';
import { createApplier } from './apply-message.ts';
import { tryInPlace, type AttemptOutcome } from './attempts.ts';
import type { ConsumerOptions } from './consumer.ts';
import { forConsumerHeader, replayType } from './control-headers.ts';
import { createDeadLetterStore } from './dead-letter-store.ts';
import { PoisonError } from './failures.ts';
import { countAttempt, forgetAttempts } from './inbox.ts';
import { crashed, failureOf, fieldsOf, type Failed } from './outcomes.ts';
import { createParkedKeys } from './parked-keys.ts';
import { createReplay } from './replay.ts';
import { nextRetry } from './retry-topics.ts';
import { positionOf } from './stream.ts';

/** A message that has ended its process this often is exhausted. */
const crashesMax = 3;

/**
 * What happens to one message.
 *
 * 1. Not ours (another group's retry, a type without a handler and without a place in a stream): done.
 * 2. Not signed by whom it names: poison.
 * 3. Its key is parked: it is held, behind those before it, unless it is the one that they wait for.
 * 4. Applied, in one transaction with its inbox row. A failure is tried again in place.
 * 5. Before its turn: it is held, and parks the key until the missing one has come.
 * 6. Poison: dead letter, and on. Exhausted: a retry topic where order does not matter; where it does, a dead letter
 *    that parks the key.
 *
 * `process` answers false when it was told to stop before the message was done.
 */
export function createMessageProcessor<Tx>(options: ConsumerOptions<Tx>) {
  const { group, logger, ordering } = options;
  const sql = sqlFromPool(options.pool);
  const applier = createApplier(options);
  const store = createDeadLetterStore(sql, group);
  const parked = createParkedKeys(store);
  const retriesMax = options.retriesMax ?? (ordering === 'key' ? 7 : 2);
  const verify = createVerifier(options.keys);
  const ownSource = sourceOf(group.split('.', 1)[0]!);

  async function process(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const addressee = message.headers[forConsumerHeader];
    if (addressee !== undefined && addressee !== group) return true;
    const isReplay = message.headers.ce_type === replayType;
    if (!isReplay && !applier.concerns(message)) return true;
    const error = distrust(message);
    if (error) return keep(message, { outcome: 'poison', error, attempts: 1 }, delivery);
    if (isReplay) return replay.onRequest(message, delivery);
    return ordering === 'none' ? attempt(message, delivery) : takeTurn(message, delivery);
  }

  /** Why the message is not to be believed. Only a service itself may have its dead letters replayed. */
  function distrust(message: WireMessage): PoisonError | undefined {
    const isForeign = message.headers.ce_type === replayType && message.headers.ce_source !== ownSource;
    return (
      verify(message) ??
      (isForeign
        ? new PoisonError('SOURCE_NOT_ALLOWED', 'A replay is asked for by its own service.')
        : undefined)
    );
  }

  async function takeTurn(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const isParked = await persist(() => parked.has(message.key), delivery);
    if (isParked.outcome !== 'done') return false;
    if (!isParked.value) return attempt(message, delivery);
    const isMissing = await persist(() => replay.isMissing(message), delivery);
    if (isMissing.outcome !== 'done') return false;
    if (!isMissing.value) return hold(message, delivery);
    return (await attempt(message, delivery)) && replay.release(message.key, delivery);
  }

  async function attempt(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const isSuspect = delivery.isSuspect && applier.handles(message);
    if (isSuspect) {
      const deliveries = await persist(() => countAttempt(sql, group, idOf(message)), delivery);
      if (deliveries.outcome !== 'done') return false;
      if (deliveries.value > crashesMax) return giveUp(message, crashed(deliveries.value), delivery);
    }
    const also = isSuspect ? (txSql: SqlExecutor) => forgetAttempts(txSql, group, idOf(message)) : undefined;
    const result = await tryInPlace(() => applier.apply(message, { also }), policyOf(message, delivery));
    if (result.outcome === 'stopped') return false;
    return result.outcome === 'done' || giveUp(message, result, delivery);
  }

  async function giveUp(message: ReceivedMessage, result: Failed, delivery: Delivery): Promise<boolean> {
    const retry =
      result.outcome === 'exhausted' && ordering === 'none' ? nextRetry(message, group) : undefined;
    if (!retry) return keep(message, result, delivery, positionOf(message));
    logger.warn({ err: result.error, group, ...fieldsOf(message) }, 'message goes to a retry topic');
    const moved = await persist(async () => {
      await addRawToOutbox(sql, retry.message, retry.delayMs);
      if (delivery.isSuspect) await forgetAttempts(sql, group, idOf(message));
    }, delivery);
    options.onHandled?.();
    return moved.outcome === 'done';
  }

  /** As a dead letter. A believed one that is poison has had its turn: `position` is what its stream has passed then. */
  async function keep(
    message: ReceivedMessage,
    result: Failed,
    delivery: Delivery,
    position?: ReturnType<typeof positionOf>,
  ): Promise<boolean> {
    const failure = failureOf(result, ordering === 'key');
    const level = failure.reason === 'held' ? 'warn' : 'error';
    logger[level]({ err: result.error, group, ...fieldsOf(message) }, `message is ${failure.reason}`);
    const recorded = await persist(async () => {
      await store.record(message, failure, ordering === 'key' ? position : undefined);
      if (delivery.isSuspect) await forgetAttempts(sql, group, idOf(message));
    }, delivery);
    if (failure.parksKey) parked.add(message.key);
    options.onHandled?.();
    return recorded.outcome === 'done';
  }

  async function hold(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const why = 'An earlier message of this key waits for its replay.';
    const held = { reason: 'held', parksKey: true, code: 'KEY_PARKED', message: why, attempts: 0 } as const;
    return (await persist(() => store.record(message, held), delivery)).outcome === 'done';
  }

  /** Our own statements: tried until they succeed, for a message must not be lost between two tables. */
  const persist: Persist = (run, delivery) =>
    tryInPlace(run, {
      retriesMax: Number.POSITIVE_INFINITY,
      isStopping: delivery.isStopping,
      onRetry: (error) =>
        logger.warn({ err: error, group }, 'messaging tables cannot be reached, trying again'),
    });

  const policyOf = (message: WireMessage, delivery: Delivery) => ({
    retriesMax,
    isStopping: delivery.isStopping,
    onRetry: (error: unknown, attempts: number) =>
      logger.warn({ err: error, group, attempts, ...fieldsOf(message) }, 'handler failed, trying again'),
  });

  const replay = createReplay({ group, logger, applier, store, distrust, persist, policyOf });

  return {
    process,
    /** When a partition comes to this member: another one may have parked its keys. Answers false when told to stop. */
    takeOver: async (delivery: Delivery) =>
      (await persist(() => parked.reload(), delivery)).outcome === 'done',
  };
}

/** Messages without an id are poison; their attempts need not be told apart. */
const idOf = (message: WireMessage) => message.headers.ce_id ?? '';

/** `isSuspect`: the message may have been delivered before, and may have ended that process. */
export type Delivery = { isStopping: () => boolean; isSuspect: boolean };

export type Persist = <T>(run: () => Promise<T>, delivery: Delivery) => Promise<AttemptOutcome<T>>;
