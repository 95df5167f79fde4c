// The publishing side of the outbox: one relay a service process, any number of them a database.
// What is written into the outbox, and by whom, is not known here.
import type { Logger, MessageKey } from '@bazaar/kit';
import type pg from 'pg';
import type { MessageDriver } from '../drivers/driver.ts';
import { laneCount } from '../outbox/outbox.ts';
import { createSigner } from '../signature.ts';
import { createAlarm } from './alarm.ts';
import { createLaneHolder } from './lanes.ts';
import { createOutboxReader, type OutboxEntry } from './outbox-reader.ts';
import { createPublisher, createToWire } from './publisher.ts';

/**
 * Publishes what the outbox holds, at least once, and the events of one aggregate in order.
 *
 * 1. A relay owns lanes by session-level advisory locks on one connection of its own; a lane has one owner.
 * 2. It reads due, unpublished rows of its lanes by position, publishes them, waits until the broker has them.
 * 3. Only then, and over the same connection, it marks them published. Where the connection died in between, the
 *    lanes have a new owner, and the rows are published again: consumers know them by their id.
 * 4. `nudge()` after a commit wakes it at once; polling, which backs off from 20 ms to `pollMaxMs`, finds the rest.
 */
export function createRelay(options: RelayOptions): Relay {
  const { pool, driver, logger, pollMaxMs = 1000 } = options;
  const lanes = createLaneHolder(pool, options.lanes ?? laneCount);
  const sign = createSigner(options.source, options.keys);
  const publisher = createPublisher(driver, createToWire(options.source, sign), logger);
  const reader = createOutboxReader();
  const alarm = createAlarm();
  const metrics: RelayMetrics = { published: 0, failures: 0, lanesOwned: 0, oldestUnpublishedMs: 0 };
  let running: Promise<void> | undefined;
  let isStopping = false;

  async function run(): Promise<void> {
    let idleMs = 20;
    while (!isStopping) {
      const outcome = await tick().catch(onFailure);
      metrics.lanesOwned = lanes.owned().length;
      if (outcome === 'busy') {
        idleMs = 20;
        continue;
      }
      idleMs =
        outcome === 'failed' ? Math.min(Math.max(idleMs * 2, 100), 5000) : Math.min(idleMs * 2, pollMaxMs);
      if ((await alarm.wait(idleMs)) === 'rung' && outcome !== 'failed') idleMs = 20;
    }
  }

  /** One round; `busy` means that there may be more to do at once. */
  async function tick(): Promise<'busy' | 'idle'> {
    await driver.connect();
    const session = await lanes.hold();
    if (session.isNew) publisher.forgetInFlight();
    await reader.markPublished(session.sql, publisher.takeSettled());
    if (publisher.isFull()) return 'idle';
    const entries = await reader.readDue(session.sql, session.lanes, publisher.excluded());
    if (entries.length === 0) return 'idle';
    await publish(session.sql, entries);
    return 'busy';
  }

  async function publish(sql: Parameters<typeof reader.markFailed>[0], entries: readonly OutboxEntry[]) {
    metrics.oldestUnpublishedMs = Math.max(...entries.map((entry) => entry.dueMs));
    const failures = await publisher.publish(entries, () => alarm.ring());
    metrics.published += entries.length - failures.length;
    metrics.failures += failures.length;
    if (failures.length > 0) await reader.markFailed(sql, failures);
    await reader.markPublished(sql, publisher.takeSettled());
  }

  function onFailure(error: unknown): 'failed' {
    metrics.failures += 1;
    if (!isStopping)
      logger.warn({ err: error, source: options.source }, 'relay: a round failed, trying again');
    return 'failed';
  }

  return {
    async start() {
      isStopping = false;
      running ??= run();
    },
    nudge: () => alarm.ring(),
    async stop() {
      isStopping = true;
      alarm.ring();
      await running;
      running = undefined;
      await lanes.release((sql) => reader.markPublished(sql, publisher.takeSettled()));
    },
    async drained() {
      // In memory, what the driver has but consumers have not yet committed counts as published here.
      while (!isStopping && (await reader.backlog(pool)).due > publisher.inFlightCount()) {
        alarm.ring();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    metrics: () => ({ ...metrics }),
    backlog: () => reader.backlog(pool),
  };
}

export type RelayOptions = {
  /** One connection of it is held as long as the relay runs. */
  pool: pg.Pool;
  driver: MessageDriver;
  /** CloudEvents source of everything this service says: `/bazaar/order`. */
  source: string;
  /** One of them signs for the source. */
  keys: readonly MessageKey[];
  logger: Logger;
  /** How many free lanes it takes a second, of 16; fewer than 16 lets several relays share them. */
  lanes?: number;
  pollMaxMs?: number;
};

export type Relay = {
  start(): Promise<void>;
  /** Call after every commit that wrote to the outbox; cheap, never throws. */
  nudge(): void;
  stop(): Promise<void>;
  /** Resolves when the driver has every due row. For tests and the demonstration. */
  drained(): Promise<void>;
  metrics(): RelayMetrics;
  /** What is due and unpublished, of all lanes, and for how long the oldest row has been. */
  backlog(): Promise<{ due: number; oldestMs: number }>;
};

export type RelayMetrics = {
  published: number;
  failures: number;
  lanesOwned: number;
  /** Age of the oldest row when it was read, of the last round that found any. */
  oldestUnpublishedMs: number;
};
