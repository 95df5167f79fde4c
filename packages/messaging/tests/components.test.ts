// What a service's /metrics tells of its messages.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Component } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { consumerComponent, createDeadLetters, PoisonError } from '../src/index.ts';
import { relayComponent } from '../src/components.ts';
import { createDriver, createService, newOrderId, recordEffect, type TestService } from './support.ts';

describe('metrics of messaging', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await createService(createDriver('memory'));
  });
  afterEach(() => service.close());

  /** Sums of the samples, by name. */
  async function valuesOf(component: Component): Promise<Record<string, number>> {
    const metrics = await component.metrics!();
    return Object.fromEntries(
      metrics.map(({ name, samples }) => [name, samples.reduce((sum, { value }) => sum + value, 0)]),
    );
  }

  it('tell what waits in the outbox and for how long, and what was published', async () => {
    await service.place(newOrderId(), 'a', 'b');
    await service.pool.query(`update messaging.outbox set available_at = now() - interval '1 minute'`);
    const relay = await service.startRelay();
    await relay.stop();
    const component = relayComponent(relay, service.pool);
    await service.pool.query('update messaging.outbox set published_at = null');
    const waiting = await valuesOf(component);
    expect(waiting).toMatchObject({ bazaar_outbox_due: 2, bazaar_outbox_failures_total: 0 });
    expect(waiting['bazaar_outbox_oldest_due_seconds']).toBeGreaterThanOrEqual(60);

    await component.start!();
    await relay.drained();
    await eventually(async () =>
      expect(await valuesOf(component)).toMatchObject({
        ...{ bazaar_outbox_due: 0, bazaar_outbox_oldest_due_seconds: 0 },
        bazaar_outbox_published_total: expect.any(Number),
      }),
    );
    expect((await valuesOf(component))['bazaar_outbox_published_total']).toBeGreaterThanOrEqual(2);
  }, 30_000);

  it('tell how far a group is behind, and what it gave up', async () => {
    const relay = await service.startRelay();
    const gate = Promise.withResolvers<void>();
    const consumer = await service.startConsumer(async (tx, event) => {
      await gate.promise;
      if (event.data.customerId === 'bad') throw new PoisonError('INVARIANT');
      await recordEffect(tx, event);
    });
    const component = consumerComponent(consumer);
    await service.place(newOrderId(), 'good', 'bad');
    await eventually(async () => expect(await valuesOf(component)).toEqual({ bazaar_consumer_lag: 2 }));
    gate.resolve();
    await eventually(async () => expect(await valuesOf(component)).toEqual({ bazaar_consumer_lag: 0 }));
    expect(await createDeadLetters(service.pool).list()).toHaveLength(1);
    expect(await valuesOf(relayComponent(relay, service.pool))).toMatchObject({ bazaar_dead_letters: 1 });
  }, 30_000);
});
