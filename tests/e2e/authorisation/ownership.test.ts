import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignOutDocument, ViewerDocument } from '@bazaar/client';
import { createIdentitySigner, identityHeader } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { ask } from '../../support/ask.ts';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { cartWith, finalOrder, order, readOrder, registerPerson, type Person } from '../../support/shop.ts';
import { stockedVariants } from '../../support/stock.ts';

describe('what belongs to one customer', () => {
  let platform: TestPlatform;
  let owner: Person;
  let stranger: Person;
  let orderId: string;
  let cartId: string;
  let paymentId: string;
  let notificationId: string;
  beforeAll(async () => {
    platform = await startTestPlatform();
    owner = await registerPerson(platform.graphqlUrl);
    stranger = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(owner.client, 1);
    orderId = await order(owner.client, variantId!);
    await finalOrder(owner.client, orderId);
    cartId = await cartWith(owner.client, [{ variantId: variantId!, quantity: 1 }]);
    paymentId = (await readOrder(owner.client, orderId)).payments![0]!.id;
    notificationId = await eventually(async () => {
      const { data } = await ask(
        platform.graphqlUrl,
        '{ viewer { notifications { nodes { id } } } }',
        {},
        owner.token,
      );
      return data.viewer.notifications.nodes[0].id as string;
    });
  });
  afterAll(() => platform.stop());

  const read = async (query: string, id: string, token?: string) =>
    JSON.stringify((await ask(platform.graphqlUrl, query, { id }, token)).data ?? null);

  it.each([
    ['order', 'query ($id: ID!) { order(id: $id) { id status } }', () => orderId],
    ['cart', 'query ($id: ID!) { cart(id: $id) { id version } }', () => cartId],
    ['payment', 'query ($id: ID!) { payment(id: $id) { id status } }', () => paymentId],
    ['user', 'query ($id: ID!) { user(id: $id) { id email } }', () => owner.id],
    ['node of an order', 'query ($id: ID!) { node(id: $id) { ... on Order { version } } }', () => orderId],
    ['node of a cart', 'query ($id: ID!) { node(id: $id) { ... on Cart { version } } }', () => cartId],
    [
      'node of a payment',
      'query ($id: ID!) { node(id: $id) { ... on Payment { provider } } }',
      () => paymentId,
    ],
    [
      'node of a notification',
      'query ($id: ID!) { node(id: $id) { ... on Notification { title } } }',
      () => notificationId,
    ],
    ['node of a user', 'query ($id: ID!) { node(id: $id) { ... on User { email } } }', () => owner.id],
  ])('is shown to its owner and to nobody else: %s', async (_what, query, id) => {
    expect(await read(query, id(), owner.token)).toMatch(/"(id|version|provider|title|email)":/);
    for (const token of [stranger.token, undefined]) {
      expect(await read(query, id(), token)).not.toMatch(/"(id|version|provider|title|email)":("|\d)/);
    }
  });

  it('is not given to a stranger by the subgraphs either', async () => {
    const signed = await createIdentitySigner(platform.identitySecret)({
      tenantId: 'default',
      principal: { kind: 'user', id: stranger.id, sessionId: 'ses_0' },
      permissions: [],
    });
    const representations = [
      ['order', 'Order', orderId, 'status'],
      ['order', 'Cart', cartId, 'version'],
      ['payment', 'Payment', paymentId, 'provider'],
      ['notification', 'Notification', notificationId, 'title'],
      ['user', 'User', owner.id, 'email'],
    ] as const;
    for (const [subgraph, typename, id, field] of representations) {
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${typename} { ${field} } } }`;
      const url = platform.subgraphUrl(subgraph);
      const answer = await ask(url, query, { r: [{ __typename: typename, id }] }, undefined, {
        [identityHeader]: signed,
      });
      expect([typename, answer.data?._entities?.[0] ?? null]).toEqual([typename, null]);
      const unsigned = await ask(url, query, { r: [{ __typename: typename, id }] });
      expect(unsigned.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    }
  });

  it('cannot be changed by a stranger', async () => {
    const cancel = await ask(
      platform.graphqlUrl,
      'mutation ($id: ID!) { orderCancel(input: { orderId: $id, idempotencyKey: "k" }) { __typename } }',
      { id: orderId },
      stranger.token,
    );
    expect(cancel.data?.orderCancel.__typename).toBe('NotFoundError');
    const refund = await ask(
      platform.graphqlUrl,
      'mutation ($id: ID!) { paymentRefund(input: { paymentId: $id, amount: { amount: "1", currency: "EUR" }, idempotencyKey: "k" }) { __typename } }',
      { id: paymentId },
      stranger.token,
    );
    expect(refund.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('closes within a second when its session is revoked', async () => {
    const leaver = await registerPerson(platform.graphqlUrl);
    expect((await leaver.client.data(ViewerDocument, {})).viewer?.id).toBe(leaver.id);
    await leaver.client.data(SignOutDocument, { input: {} });
    await eventually(
      async () => {
        const { errors } = await leaver.client.execute(ViewerDocument, {});
        expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
      },
      { timeoutMs: 1_000 },
    );
  });
});
