import { ceType } from '@bazaar/events';
import { toEnvelope } from '../cloud-events.ts';
import { withEvent } from '../current-event.ts';
import type { ReceivedMessage, WireMessage } from '../drivers/driver.ts';
import { addRawToOutbox } from '../outbox/raw-rows.ts';
import { createVerifier, sourceOf } from '../signature.ts';
import { sqlFromPool, type SqlExecutor } from '../sql.ts';
import { tryInPlace, type AttemptOutcome } from './attempts.ts';
import type { ConsumerOptions } from './consumer.ts';
import { forConsumerHeader, replayType, type ReplayRequest } from './control-headers.ts';
import { createDeadLetterStore, markReplayed, type DeadLetterFailure } from './dead-letter-store.ts';
import { codeOf, PoisonError } from './failures.ts';
import { claimEvent, countAttempt, forgetAttempts } from './inbox.ts';
import { createParkedKeys } from './parked-keys.ts';
import { nextRetry } from './retry-topics.ts';

/** A message that has ended its process this often is exhausted. */
const crashesMax = 3;

/**
 * What happens to one message.
 *
 * 1. Not ours (another group's retry, a type without a handler): done.
 * 2. Not signed by whom it names: poison.
 * 3. Its key is parked: it is held, behind those before it.
 * 4. Handled, in one transaction with its inbox row. A failure is tried again in place.
 * 5. Poison: dead letter, and on. Exhausted: a retry topic where order does not matter; where it does, a dead letter
 *    that parks the key.
 *
 * `process` answers false when it was told to stop before the message was done.
 */
export function createMessageProcessor<Tx>(options: ConsumerOptions<Tx>) {
  const { group, logger, ordering } = options;
  const sql = sqlFromPool(options.pool);
  const handlers = new Map(options.handlers.map((handler) => [ceType(handler.contract), handler]));
  const store = createDeadLetterStore(sql, group);
  const parked = createParkedKeys(store);
  const retriesMax = options.retriesMax ?? (ordering === 'key' ? 7 : 2);
  const verify = createVerifier(options.keys);
  const ownSource = sourceOf(group.split('.', 1)[0]!);

  async function process(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const addressee = message.headers[forConsumerHeader];
    if (addressee !== undefined && addressee !== group) return true;
    const isReplay = message.headers.ce_type === replayType;
    if (!isReplay && !handlers.has(message.headers.ce_type ?? '')) return true;
    const error = distrust(message);
    if (error) return giveUp(message, { outcome: 'poison', error, attempts: 1 }, delivery);
    if (isReplay) return replay(message, delivery);
    if (ordering === 'none') return attempt(message, delivery);
    const held = await persist(() => holdIfParked(message), delivery);
    return held.outcome === 'done' && (held.value || attempt(message, delivery));
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

  async function attempt(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    if (delivery.isSuspect) {
      const deliveries = await persist(() => countAttempt(sql, group, idOf(message)), delivery);
      if (deliveries.outcome !== 'done') return false;
      if (deliveries.value > crashesMax) return giveUp(message, crashed(deliveries.value), delivery);
    }
    const also = delivery.isSuspect
      ? (txSql: SqlExecutor) => forgetAttempts(txSql, group, idOf(message))
      : undefined;
    const result = await tryInPlace(() => handle(message, also), policyOf(message, delivery));
    if (result.outcome === 'stopped') return false;
    return result.outcome === 'done' || giveUp(message, result, delivery);
  }

  /** The handler's transaction. `also` joins it. */
  async function handle(message: WireMessage, also?: (sql: SqlExecutor) => Promise<void>): Promise<void> {
    const handler = handlers.get(message.headers.ce_type ?? '');
    if (!handler) throw new PoisonError('NO_HANDLER', 'This consumer has no handler for the type any more.');
    const event = toEnvelope(message, handler.contract);
    await options.transaction(async (tx, txSql) => {
      if (await claimEvent(txSql, group, event.id)) await withEvent(event, () => handler.handle(tx, event));
      await also?.(txSql);
    });
    options.onHandled?.();
  }

  async function giveUp(message: ReceivedMessage, result: Failed, delivery: Delivery): Promise<boolean> {
    logger.error({ err: result.error, group, ...fieldsOf(message) }, `message is ${result.outcome}`);
    const failure = failureOf(result, ordering === 'key');
    const retry =
      result.outcome === 'exhausted' && ordering === 'none' ? nextRetry(message, group) : undefined;
    const recorded = await persist(async () => {
      if (retry) await addRawToOutbox(sql, retry.message, retry.delayMs);
      else await store.record(message, failure);
      if (delivery.isSuspect) await forgetAttempts(sql, group, idOf(message));
    }, delivery);
    if (failure.parksKey) parked.add(message.key);
    options.onHandled?.();
    return recorded.outcome === 'done';
  }

  async function holdIfParked(message: ReceivedMessage): Promise<boolean> {
    if (!(await parked.has(message.key))) return false;
    const why = 'An earlier message of this key waits for its replay.';
    await store.record(message, {
      reason: 'held',
      parksKey: true,
      code: 'KEY_PARKED',
      message: why,
      attempts: 0,
    });
    return true;
  }

  /** Comes by the topic, so it is in line with the key's other messages: what arrives meanwhile waits behind it. */
  async function replay(request: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const { deadLetterId } = JSON.parse(request.value) as ReplayRequest;
    const letters = await persist(() => store.toReplay(request.key, deadLetterId), delivery);
    if (letters.outcome !== 'done') return false;
    for (const letter of letters.value) {
      const again = async () => {
        const reason = distrust(letter);
        if (reason) throw reason;
        await handle(letter, (txSql) => markReplayed(txSql, letter.id));
      };
      const result = await tryInPlace(again, policyOf(letter, delivery));
      if (result.outcome === 'done') continue;
      if (result.outcome === 'stopped') return false;
      logger.error(
        { err: result.error, group, deadLetterId: letter.id, ...fieldsOf(letter) },
        'replay failed',
      );
      const noted = await persist(() => store.markFailedAgain(letter.id, failureOf(result, false)), delivery);
      if (letter.parksKey) return noted.outcome === 'done';
    }
    return true;
  }

  /** Our own statements: tried until they succeed, for a message must not be lost between two tables. */
  const persist = <T>(run: () => Promise<T>, delivery: Delivery) =>
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

  return {
    process,
    /** When a partition comes to this member: another one may have parked its keys. Answers false when told to stop. */
    takeOver: async (delivery: Delivery) =>
      (await persist(() => parked.reload(), delivery)).outcome === 'done',
  };
}

function failureOf(result: Failed, isOrdered: boolean): DeadLetterFailure {
  return {
    reason: result.outcome,
    parksKey: isOrdered && result.outcome === 'exhausted',
    code: codeOf(result.error) ?? 'HANDLER_FAILED',
    message: result.error instanceof Error ? result.error.message : String(result.error),
    attempts: result.attempts,
  };
}

function crashed(attempts: number): Failed {
  const message = 'The process ended each time it handled this message.';
  return { outcome: 'exhausted', error: new PoisonError('PROCESS_CRASHED', message), attempts };
}

/** Messages without an id are poison; their attempts need not be told apart. */
const idOf = (message: WireMessage) => message.headers.ce_id ?? '';

const fieldsOf = (message: WireMessage) => ({
  key: message.key,
  eventId: message.headers.ce_id,
  type: message.headers.ce_type,
});

/** `isSuspect`: the message may have been delivered before, and may have ended that process. */
export type Delivery = { isStopping: () => boolean; isSuspect: boolean };

type Failed = Extract<AttemptOutcome<never>, { error: unknown }>;
