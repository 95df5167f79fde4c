import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inventoryAvailabilityChangedV1, notificationCreatedV1, orderStatusChangedV1 } from '@bazaar/events';
import { newUuidV7 } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { testOrder, type TestOrder } from './support/shop.ts';
import { connect, type LiveSubscription, type TestSocket } from './support/socket.ts';

const statusQuery = `subscription Status($id: ID!, $withNote: Boolean = false) {
  changed: orderStatusChanged(orderId: $id) { ...State note @include(if: $withNote) payments { id } }
}
fragment State on Order { id state: status v: version }`;

describe('a subscription', () => {
  let gateway: TestGateway;
  const sockets: TestSocket[] = [];
  const open = async (claims: Parameters<TestGateway['issuer']['token']>[0]) => {
    const socket = connect(gateway.socketUrl, {
      authorization: `Bearer ${await gateway.issuer.token(claims)}`,
    });
    sockets.push(socket);
    return socket;
  };
  /** The order moves on, and its event is published; the events of one order share a partition, so they stay in order. */
  const move = (order: TestOrder, status: string, eventId?: string) => {
    Object.assign(order, { status, version: order.version + 1 });
    const { id: orderId, customerId, version, paymentStatus, fulfillmentStatus } = order;
    const payload = { orderId, customerId, version, status, paymentStatus, fulfillmentStatus };
    return gateway.publish(orderStatusChangedV1, orderId, payload, eventId);
  };
  /** Has asked for the order, hence listens. */
  const listening = (before: number) =>
    eventually(() => expect(gateway.shop.data.orderRequests).toBeGreaterThan(before));
  const states = ({ answers }: LiveSubscription) => answers.map(({ data }) => data?.changed?.state);

  let order: TestOrder;
  let count = 0;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  beforeEach(() => {
    order = testOrder('usr_1', `ord_live${(count += 1)}`);
    gateway.shop.data.orders.set(order.id, order);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) await socket.dispose();
  });
  afterAll(() => gateway.stop());

  it('shows every status of an order in order and once, however late it is resolved', async () => {
    const before = gateway.shop.data.orderRequests;
    const watching = (await open({})).subscribe({
      query: statusQuery,
      variables: { id: order.id },
      extensions: { initial: false },
    });
    await listening(before);
    const statuses = Array.from({ length: 30 }, (_, index) => `STATUS_${index}`);
    // All at once: when the first is resolved, the order has the last status already.
    await Promise.all(statuses.map((status) => move(order, status)));
    await eventually(() => expect(watching.answers).toHaveLength(statuses.length));
    expect(states(watching)).toEqual(statuses);
    expect(watching.answers.map(({ data }) => data!.changed!.v)).toEqual(
      statuses.map((_, index) => index + 2),
    );
    expect(watching.answers[0]).toEqual({
      data: { changed: { id: order.id, state: 'STATUS_0', v: 2, payments: [{ id: `pay_of_${order.id}` }] } },
    });
  });

  it('shows an event that is delivered twice once', async () => {
    const before = gateway.shop.data.orderRequests;
    const watching = (await open({})).subscribe({
      query: statusQuery,
      variables: { id: order.id },
      extensions: { initial: false },
    });
    await listening(before);
    const eventId = newUuidV7();
    await move(order, 'CONFIRMED', eventId);
    await move(order, 'CONFIRMED', eventId);
    await move(order, 'COMPLETED');
    await eventually(() => expect(states(watching)).toContain('COMPLETED'));
    expect(states(watching)).toEqual(['CONFIRMED', 'COMPLETED']);
  });

  it('begins with the present state, and repeats nothing of it', async () => {
    const watching = (await open({})).subscribe({
      query: statusQuery,
      variables: { id: order.id, withNote: true },
    });
    await eventually(() => expect(states(watching)).toEqual(['PENDING']));
    expect(watching.answers[0]!.data!.changed).toHaveProperty('note', null);
    await move(order, 'CONFIRMED');
    await eventually(() => expect(states(watching)).toEqual(['PENDING', 'CONFIRMED']));
  });

  it('shows another customer nothing of the order, and staff all of it', async () => {
    const stranger = (await open({ userId: 'usr_2', sessionId: 'ses_2' })).subscribe({
      query: statusQuery,
      variables: { id: order.id },
      extensions: { initial: false },
    });
    await eventually(() => expect(stranger.isDone).toBe(true));
    expect(stranger.error).toMatchObject([
      { extensions: { code: 'NOT_FOUND', requestId: expect.any(String) } },
    ]);
    const before = gateway.shop.data.orderRequests;
    const staff = (
      await open({ userId: 'usr_3', sessionId: 'ses_3', permissions: ['order:read'] })
    ).subscribe({
      query: statusQuery,
      variables: { id: order.id },
      extensions: { initial: false },
    });
    await listening(before);
    await move(order, 'CONFIRMED');
    await eventually(() => expect(states(staff)).toEqual(['CONFIRMED']));
    expect(stranger.answers).toEqual([]);
  });

  it('is authorised again with every event', async () => {
    const before = gateway.shop.data.orderRequests;
    const watching = (await open({})).subscribe({
      query: statusQuery,
      variables: { id: order.id },
      extensions: { initial: false },
    });
    await listening(before);
    order.customerId = 'usr_2';
    await move(order, 'CONFIRMED');
    await eventually(() => expect(watching.isDone).toBe(true));
    expect(watching.answers).toEqual([]);
    expect(watching.error).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('is refused without a sign-in, where its fields ask for one', async () => {
    const socket = connect(gateway.socketUrl);
    sockets.push(socket);
    const watching = socket.subscribe({
      query: statusQuery,
      variables: { id: order.id },
      extensions: { initial: false },
    });
    await eventually(() =>
      expect(watching.error).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]),
    );
  });

  it('tells anyone of stock, as it is now', async () => {
    gateway.shop.data.variants.set('var_1', { id: 'var_1', available: 3 });
    const socket = connect(gateway.socketUrl);
    sockets.push(socket);
    const watching = socket.subscribe({
      query:
        'subscription { availabilityChanged(variantIds: ["var_1", "var_9"]) { id available product { title } } }',
      extensions: { initial: true },
    });
    await eventually(() => expect(watching.answers).toHaveLength(1));
    gateway.shop.data.variants.set('var_1', { id: 'var_1', available: 2 });
    const payload = { variantId: 'var_1', available: 2, updatedAt: new Date().toISOString(), version: 2 };
    await gateway.publish(inventoryAvailabilityChangedV1, 'var_1', payload);
    await eventually(() => expect(watching.answers).toHaveLength(2));
    expect(watching.answers[1]).toEqual({
      data: { availabilityChanged: { id: 'var_1', available: 2, product: { title: 'Tea 0' } } },
    });
  });

  it('brings a notification to its owner only', async () => {
    const query = 'subscription { notificationReceived { id title } }';
    const mine = (await open({})).subscribe({ query });
    const theirs = (await open({ userId: 'usr_2', sessionId: 'ses_2' })).subscribe({ query });
    gateway.shop.data.notifications.set('ntf_1', { id: 'ntf_1', userId: 'usr_1', title: 'Confirmed' });
    gateway.shop.data.notifications.set('ntf_2', { id: 'ntf_2', userId: 'usr_2', title: 'For another' });
    // There is no sign of listening to wait for: events are sent until each has arrived.
    await eventually(async () => {
      for (const [id, userId] of [
        ['ntf_1', 'usr_1'],
        ['ntf_2', 'usr_2'],
      ] as const) {
        await gateway.publish(notificationCreatedV1, id, {
          notificationId: id,
          userId,
          kind: 'ORDER_CONFIRMED',
        });
      }
      expect(mine.answers.length * theirs.answers.length).toBeGreaterThan(0);
    });
    const idsOf = ({ answers }: LiveSubscription) =>
      new Set(answers.map(({ data }) => data?.notificationReceived?.id));
    expect(idsOf(mine)).toEqual(new Set(['ntf_1']));
    expect(idsOf(theirs)).toEqual(new Set(['ntf_2']));
  });

  it('ends with a resumable error when its reader is too slow, and stalls nobody', async () => {
    const slow = await startTestGateway({ env: { SOCKET_QUEUE_MAX: '5' } });
    try {
      slow.shop.data.orders.set(order.id, order);
      const socket = connect(slow.socketUrl, { authorization: await slow.issuer.token() });
      const watching = socket.subscribe({
        query: statusQuery,
        variables: { id: order.id },
        extensions: { initial: false },
      });
      await eventually(() => expect(slow.shop.data.orderRequests).toBeGreaterThan(0));
      const { id: orderId, customerId, status, paymentStatus, fulfillmentStatus } = order;
      await Promise.all(
        Array.from({ length: 200 }, (_, version) =>
          slow.publish(orderStatusChangedV1, orderId, {
            ...{ orderId, customerId, version, status, paymentStatus, fulfillmentStatus },
          }),
        ),
      );
      await eventually(() => expect(watching.isDone).toBe(true));
      expect(watching.error).toMatchObject([
        { extensions: { code: 'SUBSCRIPTION_LAGGED', resumable: true } },
      ]);
      await socket.dispose();
    } finally {
      await slow.stop();
    }
  });

  it('that nobody feeds, or that is not valid, is refused as such', async () => {
    const socket = await open({});
    const unheard = socket.subscribe({ query: 'subscription { unheardOf { id } }' });
    const invalid = socket.subscribe({
      query: 'subscription { orderStatusChanged(orderId: "x") { nonsense } }',
    });
    const unparsable = socket.subscribe({ query: 'subscription {' });
    const badVariable = socket.subscribe({ query: statusQuery, variables: {} });
    await eventually(() => expect(badVariable.isDone && unheard.isDone && invalid.isDone).toBe(true));
    expect(unheard.error).toMatchObject([{ extensions: { code: 'SUBSCRIPTION_NOT_SERVED' } }]);
    expect(invalid.error).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(unparsable.error).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    expect(badVariable.error).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
