import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually, seededRandom } from '@bazaar/testkit';
import type { Relay } from '../src/index.ts';
import {
  cursorRelay,
  judge,
  skipLockedRelay,
  withLatency,
  write,
  type Arrival,
  type Verdict,
} from './outbox-experiment.ts';
import { createDriver, createService, driverKinds, type TestService } from './support.ts';

// Three ways to publish the same 640 events of 16 concurrent writers. Two of them are here to show that the
// experiment can fail; see the table in the README.
describe('outbox under 16 concurrent writers', () => {
  let service: TestService;
  const chance = seededRandom();
  const random = () => chance.next();

  afterEach(() => service.close());

  async function runNaive(relays: number, relay: typeof cursorRelay) {
    service = await createService(createDriver('memory'));
    const arrived: Arrival[] = [];
    let isWritten = false;
    const publish = async (row: { aggregate_id: string; sequence: number }) => {
      await sleep(random());
      arrived.push({ aggregateId: row.aggregate_id, sequence: row.sequence });
    };
    const running = Array.from({ length: relays }, () => relay(service.pool, publish, () => isWritten));
    await write(service, random);
    isWritten = true;
    await Promise.all(running);
    return judge(service.pool, arrived);
  }

  it('a cursor over positions loses events', async () => {
    const verdict = await runNaive(1, cursorRelay);
    report('one relay with a cursor', verdict);
    expect(verdict.lost).toBeGreaterThan(0);
  }, 60_000);

  it('SKIP LOCKED inverts the events of an aggregate', async () => {
    let inversions = 0;
    // Which rows meet is chance: now and then a run goes well.
    for (let run = 1; run <= 5 && inversions === 0; run += 1) {
      if (run > 1) await service.close();
      const verdict = await runNaive(3, skipLockedRelay);
      report('three relays with SKIP LOCKED', verdict);
      expect(verdict).toMatchObject({ lost: 0 });
      inversions = verdict.inversions;
    }
    expect(inversions).toBeGreaterThan(0);
  }, 60_000);

  it.each(driverKinds)(
    'lanes lose and invert nothing, with three relays of which connections are killed: %s',
    async (kind) => {
      service = await createService(createDriver(kind));
      const arrived: Arrival[] = [];
      const subscription = await service.driver.subscribe({
        group: 'recorder',
        topics: [service.contract.topic],
        async onBatch(batch) {
          for (const { key, headers } of batch.messages) {
            arrived.push({ aggregateId: key, sequence: Number(headers.ce_sequence) });
          }
          await batch.commit(batch.messages.at(-1)!.offset);
        },
      });
      const driver = withLatency(service.driver, random);
      const relays: Relay[] = [];
      for (let count = 0; count < 3; count += 1) relays.push(await service.startRelay({ driver, lanes: 6 }));
      await eventually(() => expect(relays.every((relay) => relay.metrics().lanesOwned > 0)).toBe(true));

      const written = write(service, random);
      for (let kills = 0; kills < 3; kills += 1) {
        await eventually(() => expect(arrived.length).toBeGreaterThan(100 * (kills + 1)));
        await killOneRelayConnection();
      }
      await written;
      await relays[0]!.drained();
      await subscription.idle();
      const verdict = await judge(service.pool, arrived);
      report(`three relays with lanes, ${kind}`, verdict);
      expect(verdict).toMatchObject({ written: 640, lost: 0, inversions: 0 });
      await subscription.stop();
    },
    60_000,
  );

  async function killOneRelayConnection(): Promise<void> {
    await service.pool.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and classid = 72240 and granted and database = (
         select oid from pg_database where datname = current_database()) limit 1`,
    );
  }
});

const report = (relay: string, { written, lost, inversions, duplicates }: Verdict) =>
  process.stdout.write(
    `${relay}: ${written} written, ${lost} lost, ${inversions} inverted, ${duplicates} twice\n`,
  );
