import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import type { PaymentProvider } from '../src/providers/provider.ts';
import { runAttempt } from '../src/usecases/run-attempt.ts';
import { startPayment, type Shop } from './harness.ts';

// A bound for machines under load, not an expectation.
jest.setTimeout(60_000);

let shop: Shop;
// Without webhooks: only the janitor can find out.
beforeEach(async () => {
  shop = await startPayment({ webhooks: false, simulator: { unknownOutcomeMs: 60_000 } });
});
afterEach(() => shop.stop());

describe('an outcome that nobody knows', () => {
  it('of an authorisation is found out by asking, and nothing is charged twice', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_unknownOutcome' });
    await shop.reply(orderId, 'unknown');
    await shop.reply(orderId, 'authorized');
    expect(shop.replies(orderId)).toEqual(['unknown', 'authorized']);
    expect(shop.moneyOf(orderId)).toMatchObject({ intents: 1, charges: 1, heldMinor: 2500 });
  });

  it('is not undone on a guess: a cancellation waits until it is known', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_unknownOutcome' });
    await shop.reply(orderId, 'unknown');
    await shop.cancel(orderId);
    expect(await shop.reply(orderId, 'canceled')).toMatchObject({ outcome: 'VOIDED' });
    expect(shop.moneyOf(orderId)).toMatchObject({ charges: 1, heldMinor: 0 });
  });

  // As when the connection broke by which a worker shows that it lives: its job is given back while it works.
  it('is not denied by the second of two workers that have one job at a time', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { stripe } = shop.app.providers;
    const isAsking = Promise.withResolvers<void>();
    const isConfirming = Promise.withResolvers<void>();
    let creations = 0;
    const late: PaymentProvider = {
      ...stripe,
      createIntent: async (intent) => {
        creations += 1;
        if (creations === 1) {
          isAsking.resolve();
          await first.promise;
        }
        return stripe.createIntent(intent);
      },
      confirm: async (call) => {
        isConfirming.resolve();
        await second.promise;
        return stripe.confirm(call);
      },
    };
    Object.assign(shop.app.providers, { stripe: late });
    const { orderId } = await shop.authorize();
    await isAsking.promise;
    const { id, paymentId, tenantId } = await shop.app.db.prisma.paymentAttempt.findFirstOrThrow({
      where: { payment: { orderId } },
    });
    const other = runAttempt(shop.app, { tenantId, paymentId, attemptId: id, round: 0 });
    await isConfirming.promise;
    await shop.cancel(orderId);
    await eventually(async () =>
      expect(await shop.app.db.prisma.payment.count({ where: { orderId, isCanceled: true } })).toBe(1),
    );
    const jobs = () =>
      shop.database.pool.query('SELECT FROM graphile_worker._private_jobs WHERE attempts > 0');
    first.resolve();
    // The worker's own run has ended.
    await eventually(async () => expect((await jobs()).rowCount).toBe(0));
    second.resolve();
    await other;
    expect(await shop.reply(orderId, 'canceled')).toMatchObject({ outcome: 'VOIDED' });
    expect(shop.moneyOf(orderId)).toMatchObject({ charges: 1, heldMinor: 0 });
  });

  it('of a confirmation that never took effect is closed at the provider in the end, and declined', async () => {
    shop.simulator.setFaults({ failBeforeEffect: 2, pathSuffix: '/confirm' });
    const { orderId } = await shop.authorize();
    await shop.reply(orderId, 'unknown');
    expect(await shop.reply(orderId, 'declined')).toMatchObject({ reason: 'VOIDED' });
    expect(shop.moneyOf(orderId)).toMatchObject({ charges: 0, heldMinor: 0 });
  });

  it('of making the intent costs nothing, and the authorisation goes on', async () => {
    shop.simulator.setFaults({ failAfterEffect: 2, pathSuffix: '/payment_intents' });
    const { orderId } = await shop.authorize();
    await shop.reply(orderId, 'authorized');
    expect(shop.moneyOf(orderId)).toMatchObject({ charges: 1, heldMinor: 2500 });
  });

  it.each(['failAfterEffect', 'failBeforeEffect'] as const)(
    'of a capture, a refund or a void ends as it should: %s',
    async (fault) => {
      const [kept, canceled, voided] = await Promise.all([1, 2, 3].map(() => shop.authorize()));
      for (const { orderId } of [kept!, canceled!, voided!]) await shop.reply(orderId, 'authorized');
      shop.simulator.setFaults({ [fault]: 2, pathSuffix: '/capture' });
      await shop.capture(kept!.orderId);
      await shop.reply(kept!.orderId, 'captured');
      shop.simulator.setFaults();
      await shop.capture(canceled!.orderId);
      await shop.reply(canceled!.orderId, 'captured');
      shop.simulator.setFaults({ [fault]: 2, pathSuffix: '/refunds' });
      await shop.cancel(canceled!.orderId);
      expect(await shop.reply(canceled!.orderId, 'canceled')).toMatchObject({ outcome: 'REFUNDED' });
      shop.simulator.setFaults({ [fault]: 2, pathSuffix: '/cancel' });
      await shop.cancel(voided!.orderId);
      expect(await shop.reply(voided!.orderId, 'canceled')).toMatchObject({ outcome: 'VOIDED' });
      expect(shop.moneyOf(kept!.orderId)).toMatchObject({
        captures: 1,
        capturedMinor: 2500,
        refundedMinor: 0,
      });
      expect(shop.moneyOf(canceled!.orderId)).toMatchObject({ capturedMinor: 2500, refundedMinor: 2500 });
      expect(shop.moneyOf(voided!.orderId)).toMatchObject({ heldMinor: 0, captures: 0 });
    },
  );

  it('of 3-D Secure whose webhook never came is found out as well', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_authenticationRequired' });
    const { url } = await shop.reply(orderId, 'action-required');
    await fetch(url as string, { method: 'POST', body: 'outcome=complete' });
    await shop.reply(orderId, 'authorized');
    await eventually(() => expect(shop.replies(orderId)).toEqual(['action-required', 'authorized']));
  });
});
