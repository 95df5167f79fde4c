import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createMemoryDriver, withIdempotency, type IdempotencyRequest } from '../src/index.ts';
import { createService, type TestService } from './support.ts';

describe('withIdempotency', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await createService(createMemoryDriver());
  });
  afterAll(() => service.close());

  const request = (change: Partial<IdempotencyRequest> = {}): IdempotencyRequest => ({
    tenantId: 'tenant',
    principalId: 'usr_1',
    operation: 'orderPlace',
    key: randomUUID(),
    fingerprint: { sku: 'A', quantity: 1 },
    ...change,
  });
  const effects = async (note: string) =>
    (await service.pool.query('select 1 from effect where note = $1', [note])).rowCount;
  const run = (asked: IdempotencyRequest, note = asked.key) =>
    service.sql.transaction((tx) =>
      withIdempotency(tx, asked, async () => {
        await tx.query('insert into effect (note) values ($1)', [note]);
        return { orderId: randomUUID() };
      }),
    );

  it('runs once for fifty concurrent calls with one key, and gives them all one result', async () => {
    const asked = request();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => run(asked)));
    expect(await effects(asked.key)).toBe(1);
    expect(outcomes.filter((outcome) => outcome.outcome === 'fresh')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.outcome === 'replayed')).toHaveLength(49);
    expect(new Set(outcomes.map((outcome) => 'result' in outcome && outcome.result.orderId)).size).toBe(1);
  });

  it('takes another spelling of the same input for the same, and other input for a conflict', async () => {
    const asked = request();
    await run(asked);
    expect(await run({ ...asked, fingerprint: { quantity: 1, sku: 'A' } })).toMatchObject({
      outcome: 'replayed',
    });
    expect(await run({ ...asked, fingerprint: { sku: 'A', quantity: 2 } })).toEqual({ outcome: 'conflict' });
  });

  it('keeps the keys of tenants, principals and operations apart', async () => {
    const asked = request();
    for (const change of [
      {},
      { tenantId: 'other' },
      { principalId: 'usr_2' },
      { operation: 'orderCancel' },
    ]) {
      expect(await run({ ...asked, ...change })).toMatchObject({ outcome: 'fresh' });
    }
  });

  it('leaves the key free when the mutation fails', async () => {
    const asked = request();
    const failing = service.sql.transaction((tx) =>
      withIdempotency(tx, asked, () => Promise.reject(new Error('no'))),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await run(asked)).toMatchObject({ outcome: 'fresh' });
  });

  it('answers in-progress after two seconds, and the transaction goes on', async () => {
    const asked = request();
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const holder = service.sql.transaction((tx) =>
      withIdempotency(tx, asked, async () => {
        started.resolve();
        await gate.promise;
        return 'done';
      }),
    );
    await started.promise;
    await service.sql.transaction(async (tx) => {
      const outcome = await withIdempotency(tx, asked, () => Promise.resolve('never'));
      expect(outcome).toEqual({ outcome: 'in-progress', retryAfterMs: 1000 });
      await tx.query('insert into effect (note) values ($1)', [`after ${asked.key}`]);
    });
    gate.resolve();
    expect(await holder).toEqual({ outcome: 'fresh', result: 'done' });
    expect(await effects(`after ${asked.key}`)).toBe(1);
  }, 20_000);
});
