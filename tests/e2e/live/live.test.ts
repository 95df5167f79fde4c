import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AvailabilityUpdatesDocument,
  NotificationUpdatesDocument,
  OrderUpdatesDocument,
} from '@bazaar/client';
import { eventually } from '@bazaar/testkit';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { finalOrder, isFinal, order, readOrder, registerPerson } from '../../support/shop.ts';
import { setAvailable, stockedVariants } from '../../support/stock.ts';

describe('live updates', () => {
  let platform: TestPlatform;
  let variantId: string;
  beforeAll(async () => {
    platform = await startTestPlatform();
    [variantId] = (await stockedVariants((await platform.staff()).client, 1)) as [string];
  });
  afterAll(() => platform.stop());

  it('show the customer every state of the order, in order and once', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const id = await order(buyer.client, variantId, { paymentMethod: 'pm_card_authenticationRequired' });
    const seen: { version: number; status: string; paymentStatus: string }[] = [];
    const watching = (async () => {
      for await (const { data, errors } of buyer.client.subscribe(OrderUpdatesDocument, { orderId: id })) {
        if (errors) throw new Error(JSON.stringify(errors));
        seen.push(data!.orderStatusChanged);
        if (isFinal(data!.orderStatusChanged)) return;
      }
    })();
    const url = await eventually(
      async () => (await readOrder(buyer.client, id)).payments![0]!.nextAction!.url,
    );
    await eventually(() => expect(seen.length).toBeGreaterThan(0));
    await platform.passAuthentication(url);
    await watching;

    const versions = seen.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    const states = seen.map(({ status, paymentStatus }) => `${status} ${paymentStatus}`);
    expect(states).toEqual([...new Set(states)]);
    expect(states).toEqual(expect.arrayContaining(['PENDING ACTION_REQUIRED', 'CONFIRMED AUTHORIZED']));
    expect(seen.map(({ status }) => status).slice(-2)).toEqual(['CONFIRMED', 'COMPLETED']);
    await buyer.client.close();
  });

  it('show another customer nothing', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const stranger = await registerPerson(platform.graphqlUrl);
    const id = await order(buyer.client, variantId, { paymentMethod: 'pm_card_authenticationRequired' });
    const answers: unknown[] = [];
    const watching = (async () => {
      for await (const answer of stranger.client.subscribe(OrderUpdatesDocument, { orderId: id }))
        answers.push(answer);
    })().catch((error: unknown) => answers.push({ errors: error }));
    await watching;
    expect(answers.filter((answer) => (answer as { data?: unknown }).data)).toEqual([]);
    expect(answers.length).toBeGreaterThan(0);
    await stranger.client.close();
  });

  it('tell of stock that changes, to anyone, and of notifications, to their owner', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const staff = await platform.staff();
    const availability = buyer.client.subscribe(AvailabilityUpdatesDocument, { variantIds: [variantId] });
    const notifications = buyer.client.subscribe(NotificationUpdatesDocument, {});
    const nextAvailability = availability.next();
    const nextNotification = notifications.next();
    await finalOrder(buyer.client, await order(buyer.client, variantId));
    await setAvailable(staff.client, variantId, 33);
    expect((await nextNotification).value).toMatchObject({
      data: { notificationReceived: { kind: 'ORDER_CONFIRMED' } },
    });
    for (let answer = await nextAvailability; ; answer = await availability.next()) {
      if (JSON.stringify(answer.value).includes('33')) break;
    }
    await availability.return?.();
    await notifications.return?.();
    await buyer.client.close();
  });
});
