import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Identity } from '@bazaar/kit';
import { countStatements } from '@bazaar/testkit';
import { customer, guest, startOrder, type Shop } from './harness.ts';
import { orderOf, place, reaches } from './operations.ts';

let shop: Shop;
const ada = customer();
const bob = customer();
const staff = customer(['order:read']);
const ids: string[] = [];
beforeAll(async () => {
  shop = await startOrder();
  const cheap = await shop.sell({ price: '100' });
  const dear = await shop.sell({ price: '90000' });
  for (let index = 0; index < 25; index += 1) {
    ids.push((await place(shop, ada, (index % 2 ? cheap : dear).variantId)).id);
  }
  await reaches(shop, ada, ids.at(-1)!, 'COMPLETED');
}, 90_000);
afterAll(() => shop?.stop());

const userId = (identity: Identity) => (identity.principal.kind === 'user' ? identity.principal.id : '');
const list = `query ($where: OrderWhere, $sort: [OrderSort!], $first: Int, $after: String, $last: Int, $before: String) {
  orders(where: $where, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id placedAt total { amountMinor } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const ask = async (variables: object, identity: Identity = ada) => {
  const { data, errors } = await shop.ask(list, variables, identity);
  if (errors) throw new Error(errors[0]!.extensions.code);
  return data.orders;
};
const idsOf = (page: { nodes: { id: string }[] }) => page.nodes.map((node) => node.id);

describe('an order', () => {
  it('is seen by its customer and by staff, and by nobody else', async () => {
    const id = ids[0]!;
    expect(await orderOf(shop, ada, id)).toMatchObject({ id, customer: { id: userId(ada) } });
    expect(await orderOf(shop, staff, id)).toMatchObject({ id });
    expect(await orderOf(shop, bob, id)).toBeNull();
    expect(await orderOf(shop, { ...ada, tenantId: 'other' }, id)).toBeNull();
    const answer = await shop.ask(`query ($id: ID!) { order(id: $id) { id } }`, { id }, guest);
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await shop.ask('{ orders { nodes { id } } }', {}, null)).status).toBe(401);
  });

  it('is an entity with the same rules', async () => {
    const entities = async (identity: Identity) => {
      const order = await orderOf(shop, ada, ids[0]!);
      const representations = [
        { __typename: 'Order', id: ids[0] },
        { __typename: 'OrderLine', id: order.lines[0].id },
        { __typename: 'Order', id: "ord_'; DROP TABLE customer_order; --" },
        { __typename: 'Cart', id: newId('Cart') },
        { __typename: 'User', id: userId(ada) },
      ];
      const { data } = await shop.ask(
        `query ($representations: [_Any!]!) { _entities(representations: $representations) {
          __typename ... on Order { id lines { id } } ... on OrderLine { id total { amount } } ... on Cart { id }
          ... on User { id orders(first: 2) { totalCount nodes { id } } cart { id } } } }`,
        { representations },
        identity,
      );
      return data._entities;
    };
    const own = await entities(ada);
    expect(own[0]).toMatchObject({ id: ids[0], lines: [{}] });
    expect(own[1]).toMatchObject({ total: { amount: '1800.00' } });
    expect(own.slice(2, 4)).toEqual([null, null]);
    expect(own[4]).toMatchObject({
      orders: { totalCount: 25, nodes: [{}, {}] },
      cart: { id: expect.any(String) },
    });
    const strange = await entities(bob);
    expect(strange.slice(0, 4)).toEqual([null, null, null, null]);
    expect(strange[4]).toMatchObject({ orders: null, cart: null });
    expect((await entities(staff))[4]).toMatchObject({ orders: { totalCount: 25 }, cart: null });
  });

  it('is read with the same number of statements, however many are asked for', async () => {
    const fields =
      'nodes { id lines { id } timeline { at } customer { id orders(first: 1) { totalCount nodes { id } } } }';
    const one = await countStatements(() => shop.ask(`{ orders(first: 1) { ${fields} } }`, {}, ada));
    const many = await countStatements(() => shop.ask(`{ orders(first: 20) { ${fields} } }`, {}, ada));
    expect(many).toBe(one);
  });
});

describe('a list of orders', () => {
  it.each([
    [[{ field: 'PLACED_AT', direction: 'DESC' }]],
    [[{ field: 'TOTAL', direction: 'ASC' }]],
    [
      [
        { field: 'TOTAL', direction: 'DESC' },
        { field: 'PLACED_AT', direction: 'ASC' },
      ],
    ],
  ])('is walked forwards and backwards by %j without a gap or a repetition', async (sort) => {
    const whole = idsOf(await ask({ sort, first: 100 }));
    expect(new Set(whole)).toEqual(new Set(ids));
    const forwards: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await ask({ sort, first: 7, after });
      forwards.push(...idsOf(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    const backwards: string[] = [];
    for (let before: string | null = null; ;) {
      const page = await ask({ sort, last: 7, before });
      backwards.unshift(...idsOf(page));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(forwards).toEqual(whole);
    expect(backwards).toEqual(whole);
  });

  it('shows a customer their own, newest first, and staff everybody’s', async () => {
    expect(idsOf(await ask({ first: 100 }))).toEqual([...ids].reverse());
    expect(idsOf(await ask({}, bob))).toEqual([]);
    expect((await ask({ where: { customerId: { eq: userId(ada) } } }, staff)).totalCount).toBe(25);
    expect((await ask({ where: { customerId: { eq: userId(ada) } } }, bob)).totalCount).toBe(0);
  });

  it('neither repeats nor skips when an order is placed while paging', async () => {
    const cleo = customer();
    const { variantId } = await shop.sell();
    const own: string[] = [];
    for (let index = 0; index < 4; index += 1) own.unshift((await place(shop, cleo, variantId)).id);
    const first = await ask({ first: 2 }, cleo);
    await place(shop, cleo, variantId);
    const second = await ask({ first: 2, after: first.pageInfo.endCursor }, cleo);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(own);
  });

  it('is filtered by status, number, variant, sku, time and total, combined by and, or, not', async () => {
    const order = await orderOf(shop, ada, ids.at(-1)!);
    const count = async (where: object) => (await ask({ where })).totalCount;
    expect(await count({ number: { eq: order.number } })).toBe(1);
    expect(await count({ number: { startsWith: 'B-' }, status: ['REJECTED'] })).toBe(0);
    expect(await count({ sku: { eq: order.lines[0].sku } })).toBe(13);
    expect(await count({ variantId: { in: [order.lines[0].variant.id] } })).toBe(13);
    expect(await count({ total: { lte: '2.00' } })).toBe(12);
    expect(await count({ not: { total: { lte: '2.00' } } })).toBe(13);
    expect(await count({ or: [{ total: { lte: '2.00' } }, { total: { gte: '1800' } }] })).toBe(25);
    expect(await count({ and: [{ total: { lte: '2.00' } }, { total: { gte: '1800' } }] })).toBe(0);
    expect(await count({ placedAt: { gte: order.placedAt } })).toBe(1);
    expect(await count({ or: [] })).toBe(0);
    expect(await count({ number: { contains: '%' } })).toBe(0);
  });

  it.each<[string, object, string]>([
    ['a filter nested too deep', { where: { and: [{ or: [{ not: { status: [] } }] }] } }, 'BAD_USER_INPUT'],
    ['a NUL', { where: { number: { eq: '\u0000' } } }, 'BAD_USER_INPUT'],
    ['a total that is no decimal', { where: { total: { gte: '1e9' } } }, 'BAD_USER_INPUT'],
    ['an unknown status', { where: { status: ['LOST'] } }, 'BAD_USER_INPUT'],
    ['too many at a time', { first: 101 }, 'BAD_USER_INPUT'],
    ['a negative number', { first: -1 }, 'BAD_USER_INPUT'],
    ['both directions', { first: 1, last: 1 }, 'BAD_USER_INPUT'],
    ['a field twice', { sort: [0, 1].map(() => ({ field: 'TOTAL', direction: 'ASC' })) }, 'BAD_USER_INPUT'],
    ['a cursor of somebody else', { after: 'bm90aGluZw.AAAAAAAAAAAAAAAA' }, 'INVALID_CURSOR'],
  ])('refuses %s', async (_what, variables, code) => {
    await expect(ask(variables)).rejects.toThrow(code);
  });

  it('refuses a cursor that was made for another list', async () => {
    const { pageInfo } = await ask({ first: 2 });
    const other = { where: { status: ['COMPLETED'] }, after: pageInfo.endCursor };
    await expect(ask(other)).rejects.toThrow('INVALID_CURSOR');
    await expect(ask({ after: pageInfo.endCursor }, bob)).rejects.toThrow('INVALID_CURSOR');
  });
});
