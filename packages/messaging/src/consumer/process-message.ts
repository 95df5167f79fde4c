import { ceType } from '@bazaar/events';
import { toEnvelope } from '../cloud-events.ts';
import { withEvent } from '../current-event.ts';
import type { ReceivedMessage, WireMessage } from '../drivers/driver.ts';
import { addRawToOutbox } from '../outbox/raw-rows.ts';
import { sqlFromPool, type SqlExecutor } from '../sql.ts';
import { tryInPlace, type AttemptOutcome } from './attempts.ts';
import type { ConsumerOptions } from './consumer.ts';
import { forConsumerHeader, replayType, type ReplayRequest } from './control-headers.ts';
import { createDeadLetterStore, markReplayed, type DeadLetterFailure } from './dead-letter-store.ts';
import { codeOf } from './failures.ts';
import { claimEvent, countAttempt, forgetAttempts } from './inbox.ts';
import { createParkedKeys } from './parked-keys.ts';
import { nextRetry } from './retry-topics.ts';

/** A message that has killed its process this often is exhausted. */
const crashesMax = 3;

/**
 * What happens to one message.
 *
 * 1. Not ours (another group's retry, a type without a handler): done.
 * 2. Its key is parked: it is held, behind those before it.
 * 3. Handled, in one transaction with its inbox row. A failure is tried again in place.
 * 4. Poison: dead letter, and on. Exhausted: a retry topic where order does not matter; where it does, a dead letter
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

  async function process(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const addressee = message.headers[forConsumerHeader];
    if (addressee !== undefined && addressee !== group) return true;
    if (message.headers.ce_type === replayType) return persist(() => replay(message, delivery), delivery);
    if (!handlers.has(message.headers.ce_type ?? '')) return true;
    if (ordering === 'none') return attempt(message, delivery);
    const isHeld = await persistValue(() => holdIfParked(message), delivery);
    return isHeld.outcome === 'done' && (isHeld.value || attempt(message, delivery));
  }

  async function attempt(message: ReceivedMessage, delivery: Delivery): Promise<boolean> {
    const result = await tryInPlace(() => handle(message), policyOf(message, delivery));
    if (result.outcome === 'stopped') return false;
    return result.outcome === 'done' || persist(() => giveUp(message, result), delivery);
  }

  /** The handler's transaction. `also` joins it. */
  async function handle(message: WireMessage, also?: (sql: SqlExecutor) => Promise<void>): Promise<void> {
    const handler = handlers.get(message.headers.ce_type ?? '')!;
    const event = toEnvelope(message, handler.contract);
    await options.transaction(async (tx, txSql) => {
      if (await claimEvent(txSql, group, event.id)) await withEvent(event, () => handler.handle(tx, event));
      await also?.(txSql);
    });
    options.onHandled?.();
  }

  async function giveUp(message: ReceivedMessage, result: Failed): Promise<void> {
    const failure = failureOf(result, ordering === 'key');
    logger.error(
      { err: result.error, group, key: message.key, ...fieldsOf(message) },
      `message is ${result.outcome}`,
    );
    const retry =
      result.outcome === 'exhausted' && ordering === 'none' ? nextRetry(message, group) : undefined;
    if (retry) await addRawToOutbox(sql, retry.message, retry.delayMs);
    else await store.record(message, failure);
    if (failure.parksKey) parked.add(message.key);
    options.onHandled?.();
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
  async function replay(request: ReceivedMessage, delivery: Delivery): Promise<void> {
    const { deadLetterId } = JSON.parse(request.value) as ReplayRequest;
    for (const message of await store.toReplay(request.key, deadLetterId)) {
      const again = () => handle(message, (txSql) => markReplayed(txSql, message.id));
      const result = await tryInPlace(again, policyOf(message, delivery));
      if (result.outcome === 'done') continue;
      if (result.outcome === 'stopped') return;
      await store.markFailedAgain(message.id, failureOf(result, message.parksKey));
      logger.error(
        { err: result.error, group, deadLetterId: message.id, ...fieldsOf(message) },
        'replay failed',
      );
      if (message.parksKey) return;
    }
  }

  /** Before the messages of a partition that is new to this member: some may have been delivered, and may have killed. */
  async function prepare(messages: readonly ReceivedMessage[], delivery: Delivery): Promise<Set<bigint>> {
    const killers = new Set<bigint>();
    await persist(async () => {
      await parked.reload();
      for (const message of messages.filter((candidate) => handlers.has(candidate.headers.ce_type ?? ''))) {
        const attempts = await countAttempt(sql, group, message.headers.ce_id ?? '');
        if (attempts > crashesMax) killers.add(message.offset);
      }
    }, delivery);
    return killers;
  }

  const persist = async (run: () => Promise<void>, delivery: Delivery) =>
    (await persistValue(run, delivery)).outcome === 'done';

  /** Our own statements: tried until they succeed, for a message must not be lost between two tables. */
  const persistValue = <T>(run: () => Promise<T>, delivery: Delivery) =>
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
    prepare,
    exhaust: (message: ReceivedMessage, delivery: Delivery) =>
      persist(
        () => giveUp(message, { outcome: 'exhausted', error: new CrashedError(), attempts: crashesMax }),
        delivery,
      ),
    forget: (messages: readonly ReceivedMessage[]) =>
      forgetAttempts(
        sql,
        group,
        messages.map((message) => message.headers.ce_id ?? ''),
      ),
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

const fieldsOf = (message: WireMessage) => ({
  eventId: message.headers.ce_id,
  type: message.headers.ce_type,
});

class CrashedError extends Error {
  override readonly name = 'CrashedError';
  readonly code = 'PROCESS_CRASHED';
  override readonly message = 'The process ended each time it handled this message.';
}

type Delivery = { isStopping: () => boolean };
type Failed = Extract<AttemptOutcome<never>, { error: unknown }>;
