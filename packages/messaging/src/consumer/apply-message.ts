import { ceType } from '@bazaar/events';
import { inboxDaysMin } from '@bazaar/kit';
import { eventIdOf, toEnvelope } from '../cloud-events.ts';
import { withEvent } from '../current-event.ts';
import type { WireMessage } from '../drivers/driver.ts';
import { sqlFromPool, type SqlExecutor } from '../sql.ts';
import type { ConsumerOptions } from './consumer.ts';
import { PoisonError } from './failures.ts';
import { claimEvent } from './inbox.ts';
import { advance, claimTurn, positionOf, type StreamPosition } from './stream.ts';

/** Code of a message that came before one which its stream should have brought first. */
export const gapCode = 'SEQUENCE_GAP';

/**
 * Applies a message once and in its turn: inbox row, place in the stream, effects and new outbox rows are one
 * transaction.
 *
 * 1. In the inbox: a repetition, nothing happens.
 * 2. Before its turn (an earlier one of its stream is missing): throws `SEQUENCE_GAP`.
 * 3. After its turn: older than the inbox reaches back, it is a repetition. Younger, it was never handled, and whoever
 *    drops it might lose something: throws `SEQUENCE_PASSED`, for people to look at.
 * 4. In its turn: handled; a type without a handler only moves the place in the stream.
 *
 * Consumers for which order does not matter know repetitions only.
 */
export function createApplier<Tx>(options: ConsumerOptions<Tx>): Applier {
  const { group, ordering } = options;
  const sql = sqlFromPool(options.pool);
  const handlers = new Map(options.handlers.map((handler) => [ceType(handler.contract), handler]));
  const handlerOf = (message: WireMessage) => handlers.get(message.headers.ce_type ?? '');

  /** False: there is nothing to do. */
  async function claim(tx: SqlExecutor, message: WireMessage, how: Manner): Promise<boolean> {
    const [id, position] = [eventIdOf(message), placeIn(message)];
    if (!position) return claimEvent(tx, group, id);
    const place = await claimTurn(tx, group, { id, position }, how.isGapAccepted);
    if (place === 'gap') throw tooEarly(position);
    if (place !== 'passed' || how.isReplay) return place !== 'repeated';
    if (isForgotten(message)) return false;
    throw new PoisonError('SEQUENCE_PASSED', 'Later messages of its stream were handled before it.');
  }

  async function passBy(message: WireMessage, how: Manner): Promise<void> {
    const position = placeIn(message);
    await sql.transaction(async (tx) => {
      if (position && (await advance(tx, group, position, how.isGapAccepted)) === 'gap')
        throw tooEarly(position);
      await how.also?.(tx);
    });
  }

  const placeIn = (message: WireMessage) => (ordering === 'key' ? positionOf(message) : undefined);

  return {
    handles: (message) => handlerOf(message) !== undefined,
    concerns: (message) => handlerOf(message) !== undefined || placeIn(message) !== undefined,
    async apply(message, how = {}) {
      const handler = handlerOf(message);
      if (!handler) return passBy(message, how);
      await options.transaction(async (tx, txSql) => {
        if (await claim(txSql, message, how)) {
          const event = toEnvelope(message, handler.contract);
          await withEvent(event, () => handler.handle(tx, event));
        }
        await how.also?.(txSql);
      });
      options.onHandled?.();
    },
  };
}

const tooEarly = ({ sequence }: StreamPosition) =>
  new PoisonError(gapCode, `What comes before number ${sequence} of its stream is missing.`);

/** Whether the inbox may have forgotten it already. */
function isForgotten({ headers }: WireMessage): boolean {
  return Date.now() - Date.parse(headers.ce_time ?? '') > inboxDaysMin * 24 * 3_600_000;
}

type Manner = {
  /** Joins the transaction. */
  also?: (sql: SqlExecutor) => Promise<void>;
  /** A dead letter, which comes after its turn. */
  isReplay?: boolean;
  /** An operator has decided not to wait for what is missing. */
  isGapAccepted?: boolean;
};

export type Applier = {
  handles(message: WireMessage): boolean;
  /** Whether the consumer has anything to do with it, if only to move on in its stream. */
  concerns(message: WireMessage): boolean;
  apply(message: WireMessage, how?: Manner): Promise<void>;
};
