import type { Logger } from '@bazaar/kit';
import { UndeliverableError, type MessageDriver, type WireMessage } from '../drivers/driver.ts';
import type { Sign } from '../signature.ts';
import type { Excluded, OutboxEntry, PublishFailure } from './outbox-reader.ts';

/** How many messages may wait for their consumers' commits (in memory only) before the relay reads no further. */
const inFlightMax = 5000;

/**
 * Hands entries to the driver and knows which of them wait for what: `inFlight` for the broker's promise, `settled`
 * for being marked, `blocked` (an aggregate) for the next attempt of a row that the broker refused.
 */
export function createPublisher(driver: MessageDriver, toWire: ToWire, logger: Logger) {
  let inFlight = new Set<string>();
  let settled: string[] = [];
  const blocked = new Map<string, { until: number; attempts: number }>();

  async function send(entries: readonly OutboxEntry[], onSettled: () => void): Promise<void> {
    const receipt = await driver.publish(entries.map(toWire));
    const flight = inFlight;
    for (const entry of entries) flight.add(entry.position);
    const settle = () => {
      if (flight !== inFlight) return;
      for (const entry of entries) flight.delete(entry.position);
      settled.push(...entries.map((entry) => entry.position));
    };
    if (driver.kind === 'kafka') return settle();
    void receipt.settled.then(settle).then(onSettled);
  }

  /** One by one, so that a row which the broker refuses holds back its own aggregate only. */
  async function sendSingly(
    entries: readonly OutboxEntry[],
    onSettled: () => void,
  ): Promise<PublishFailure[]> {
    const failures: PublishFailure[] = [];
    const refused = new Set<string>();
    for (const entry of entries) {
      if (refused.has(entry.aggregate_id)) continue;
      try {
        await send([entry], onSettled);
      } catch (error) {
        if (!(error instanceof UndeliverableError)) throw error;
        refused.add(entry.aggregate_id);
        failures.push({ position: entry.position, error: error.message });
        block(entry);
        logger.error(
          { err: error, position: entry.position, topic: entry.topic },
          'relay: the broker refuses a row',
        );
      }
    }
    return failures;
  }

  function block(entry: OutboxEntry): void {
    const attempts = (blocked.get(entry.aggregate_id)?.attempts ?? 0) + 1;
    const delayMs = Math.min(1000 * 2 ** attempts, 5 * 60_000);
    blocked.set(entry.aggregate_id, { until: Date.now() + delayMs, attempts });
  }

  return {
    /** Publishes in order. Answers the refused rows; throws when the broker cannot be reached. */
    async publish(entries: readonly OutboxEntry[], onSettled: () => void): Promise<PublishFailure[]> {
      try {
        await send(entries, onSettled);
        return [];
      } catch (error) {
        if (!(error instanceof UndeliverableError)) throw error;
        return sendSingly(entries, onSettled);
      }
    },
    takeSettled(): readonly string[] {
      const taken = settled;
      settled = [];
      return taken;
    },
    /** After a lost connection: another relay may own the lanes, so whoever reads the rows again publishes them again. */
    forgetInFlight(): void {
      inFlight = new Set();
      settled = [];
    },
    excluded(): Excluded {
      const now = Date.now();
      const waiting = [...blocked].filter(([, state]) => state.until > now);
      return { positions: [...inFlight], aggregates: waiting.map(([aggregateId]) => aggregateId) };
    },
    isFull: () => inFlight.size >= inFlightMax,
    inFlightCount: () => inFlight.size,
  };
}

/**
 * A row as a message. What names its source was said before, maybe by somebody else (a retry, a dead letter's mirror):
 * it goes on as it is, and is never signed in our name.
 */
export function createToWire(source: string, sign: Sign): ToWire {
  return (entry) => {
    const { topic, partition_key: key, value, headers } = entry;
    if (headers.ce_source !== undefined) return { topic, key, value, headers };
    const sequence: Record<string, string> =
      entry.sequence === null ? {} : { ce_sequence: String(entry.sequence) };
    return sign({ topic, key, value, headers: { ce_source: source, ...headers, ...sequence } });
  };
}

type ToWire = (entry: OutboxEntry) => WireMessage;
