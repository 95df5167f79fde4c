import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, it, jest } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { createTestDatabase, eventually } from '@bazaar/testkit';
import { createSimulator, environment, startPayment } from './harness.ts';

// A bound for machines under load, not an expectation.
jest.setTimeout(60_000);

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

it('a worker that is killed while the provider works is replaced before its lock would end, and the card is charged once', async () => {
  const database = await createTestDatabase('payment');
  const simulator = createSimulator({ slowMs: 60_000 });
  await simulator.start();
  const orderId = newId('Order');
  const victim = spawn(process.execPath, [join(import.meta.dirname, 'victim.ts'), orderId, 'pm_card_slow'], {
    env: { ...environment(database.url, simulator.url()), STRIPE_TIMEOUT_MS: '60000' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await eventually(() => expect(simulator.orders()).toMatchObject([{ orderId, charges: 1 }]), {
    timeoutMs: 20_000,
  });
  victim.kill('SIGKILL');
  await new Promise((resolve) => victim.once('exit', resolve));

  const shop = await startPayment({ database, provider: simulator, webhooks: false });
  stops.push(shop.stop);
  await shop.reply(orderId, 'authorized');
  expect(simulator.orders()).toMatchObject([{ orderId, intents: 1, charges: 1, heldMinor: 2500 }]);
});

it('a worker that lives keeps its job, however long the provider takes and whoever else works there', async () => {
  const database = await createTestDatabase('payment');
  const simulator = createSimulator({ slowMs: 7_000 });
  await simulator.start();
  const instance = { database, provider: simulator, webhooks: false };
  const first = await startPayment(instance);
  const { orderId } = await first.authorize({ paymentMethod: 'pm_card_slow' });
  const holder = () =>
    database.pool.query(
      `SELECT locked_by, attempts, now() - locked_at > interval '3 seconds' AS is_old
       FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL`,
    );
  const { rows } = await eventually(async () => {
    const found = await holder();
    expect(found.rows).toHaveLength(1);
    return found;
  });
  const second = await startPayment(instance);
  await eventually(async () => {
    expect((await holder()).rows).toEqual([{ ...rows[0], is_old: true }]);
  });
  await first.reply(orderId, 'authorized');
  await first.stopService();
  await second.stop();
});
