import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CancelOrderDocument, ViewerNotificationsDocument } from '@bazaar/client';
import { eventually } from '@bazaar/testkit';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { finalOrder, order, readOrder, registerPerson } from '../../support/shop.ts';
import { levels, stockedVariants } from '../../support/stock.ts';

describe('an order', () => {
  let platform: TestPlatform;
  let variantId: string;
  beforeAll(async () => {
    platform = await startTestPlatform();
    [variantId] = (await stockedVariants((await platform.staff()).client, 1)) as [string];
  });
  afterAll(() => platform.stop());

  const mailsTo = (email: string) => platform.mails().filter(({ to }) => to.includes(email));

  it('goes from the query to one capture, one notification and one mail', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const done = await finalOrder(buyer.client, await order(buyer.client, variantId));

    expect(done).toMatchObject({ status: 'COMPLETED', paymentStatus: 'CAPTURED' });
    expect(done.number).toMatch(/^B-\d+$/);
    expect(done.payments).toMatchObject([{ status: 'CAPTURED', captured: { amount: done.total.amount } }]);
    expect(done.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['order.placed', 'order.confirmed', 'order.completed']),
    );
    await eventually(async () => {
      const { viewer } = await buyer.client.data(ViewerNotificationsDocument, { first: 10 });
      expect(viewer?.notifications?.nodes.map(({ kind }) => kind)).toEqual(['ORDER_CONFIRMED']);
      expect(mailsTo(buyer.email)).toHaveLength(1);
    });
    expect(mailsTo(buyer.email)[0]!.text).toContain(done.number);
  });

  it('is rejected with its reason when the card is declined, and holds nothing', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const staff = await platform.staff();
    const before = await levels(staff.client, variantId);
    const id = await order(buyer.client, variantId, { paymentMethod: 'pm_card_visa_chargeDeclined' });
    const done = await finalOrder(buyer.client, id);

    expect(done.status).toBe('REJECTED');
    expect(done.rejectionReason).toContain('DECLINED');
    expect(done.payments?.[0]?.status).toBe('DECLINED');
    await eventually(async () => expect(await levels(staff.client, variantId)).toEqual(before));
    await eventually(async () => expect(mailsTo(buyer.email)).toHaveLength(1));
  });

  it('waits for 3-D Secure and goes on when the customer has passed it', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const id = await order(buyer.client, variantId, { paymentMethod: 'pm_card_authenticationRequired' });
    const url = await eventually(async () => {
      const waiting = await readOrder(buyer.client, id);
      expect(waiting.paymentStatus).toBe('ACTION_REQUIRED');
      return waiting.payments![0]!.nextAction!.url;
    });
    await platform.passAuthentication(url);
    expect(await finalOrder(buyer.client, id)).toMatchObject({
      status: 'COMPLETED',
      paymentStatus: 'CAPTURED',
    });
  });

  it('whose payment outcome is unknown is charged once, when the provider has told', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const id = await order(buyer.client, variantId, { paymentMethod: 'pm_card_unknownOutcome' });
    const done = await finalOrder(buyer.client, id, 60_000);
    expect(done.status).toBe('COMPLETED');
    expect(await platform.capturesOf(id)).toBe(1);
  });

  it('that is canceled gives the money and the stock back', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const staff = await platform.staff();
    const before = await levels(staff.client, variantId);
    const id = await order(buyer.client, variantId, { quantity: 2 });
    await finalOrder(buyer.client, id);
    const { orderCancel } = await buyer.client.data(CancelOrderDocument, {
      input: { orderId: id, reason: 'changed my mind', idempotencyKey: crypto.randomUUID() },
    });
    expect(orderCancel.__typename).toBe('OrderCancelSuccess');
    await eventually(async () => {
      const canceled = await readOrder(buyer.client, id);
      expect(canceled).toMatchObject({ status: 'CANCELED', paymentStatus: 'REFUNDED' });
      expect(canceled.payments?.[0]?.refunded.amount).toBe(canceled.total.amount);
      expect(await levels(staff.client, variantId)).toEqual(before);
    });
  });
});
