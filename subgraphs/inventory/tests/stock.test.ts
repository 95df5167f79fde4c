import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productPublishedV1 } from '@bazaar/events';
import { newId } from '@bazaar/kit';
import { publishAs } from '@bazaar/messaging/testing';
import { countStatements, eventually } from '@bazaar/testkit';
import { lastUnitVariantId, outOfStockVariantIds, seedLocations, seedStock } from '../src/seed/index.ts';
import { adjust, berlin, shopper, staff, startInventory } from './harness.ts';

let inventory: Awaited<ReturnType<typeof startInventory>>;
beforeAll(async () => {
  inventory = await startInventory();
}, 60_000);
afterAll(() => inventory?.stop());

const availability = async (ids: string[]) => {
  const { data } = await inventory.ask(
    `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ProductVariant { availability { available inStock updatedAt } } } }`,
    { all: ids.map((id) => ({ __typename: 'ProductVariant', id })) },
    shopper,
  );
  return data._entities.map((entity: { availability: object | null }) => entity.availability);
};

describe('adjusting stock', () => {
  it('changes the level, writes the ledger and tells the others', async () => {
    const variantId = await inventory.variant(10);
    const result = await adjust(inventory.ask, {
      variantId,
      locationId: berlin,
      delta: -3,
      changeFromQuantity: 10,
      reason: 'broken',
    });
    expect(result).toMatchObject({
      level: { onHand: 7, available: 7, version: 3 },
      movement: { kind: 'ADJUSTED', quantity: -3, onHandAfter: 7, reason: 'broken' },
    });
    expect(await inventory.eventsOf(variantId, 'stock-adjusted')).toMatchObject([
      { delta: 10 },
      { delta: -3, onHandAfter: 7 },
    ]);
    expect(await inventory.eventsOf(variantId, 'availability-changed')).toMatchObject([
      { available: 10, version: 1 },
      { available: 7, version: 2 },
    ]);
    await inventory.assertLedger();
  });

  it('compares before it swaps: of many who saw the same quantity one wins', async () => {
    const variantId = await inventory.variant(10);
    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        adjust(inventory.ask, { variantId, locationId: berlin, delta: 1, changeFromQuantity: 10 }),
      ),
    );
    expect(results.filter((result) => result.level)).toHaveLength(1);
    expect(
      results.filter((result) => result.__typename === 'StaleQuantityError' && result.currentQuantity === 11),
    ).toHaveLength(19);
  });

  it('happens once for each key, also under fifty at a time', async () => {
    const variantId = await inventory.variant(10);
    const input = { variantId, locationId: berlin, delta: 5, idempotencyKey: newId('Cart') };
    const results = await Promise.all(Array.from({ length: 50 }, () => adjust(inventory.ask, input)));
    const done = results.filter((result) => result.movement);
    expect(new Set(done.map((result) => result.movement.id)).size).toBe(1);
    expect(
      results.every((result) => result.movement || result.__typename === 'IdempotencyInProgressError'),
    ).toBe(true);
    expect(await adjust(inventory.ask, input)).toEqual(done[0]);
    expect(await inventory.levels(variantId)).toMatchObject([{ onHand: 15 }]);
    expect(await adjust(inventory.ask, { ...input, delta: 6 })).toMatchObject({
      __typename: 'IdempotencyConflictError',
    });
  });

  it('that was refused leaves its key free', async () => {
    const variantId = await inventory.variant(10);
    const input = { variantId, locationId: berlin, delta: 1, idempotencyKey: newId('Cart') };
    expect(await adjust(inventory.ask, { ...input, changeFromQuantity: 3 })).toMatchObject({
      __typename: 'StaleQuantityError',
    });
    expect(await adjust(inventory.ask, { ...input, changeFromQuantity: 10 })).toMatchObject({
      level: { onHand: 11 },
    });
  });

  it('refuses unknown variants and locations, less than nothing, and nonsense', async () => {
    const variantId = await inventory.variant(10);
    const place = { variantId, locationId: berlin };
    expect(
      await adjust(inventory.ask, { ...place, variantId: newId('ProductVariant'), delta: 1 }),
    ).toMatchObject({
      __typename: 'NotFoundError',
      path: ['variantId'],
    });
    expect(
      await adjust(inventory.ask, { ...place, locationId: newId('StockLocation'), delta: 1 }),
    ).toMatchObject({
      __typename: 'NotFoundError',
      path: ['locationId'],
    });
    for (const nonsense of [
      { delta: -11 },
      { delta: 0 },
      { delta: 1_000_001 },
      { delta: -2_147_483_648 },
      { delta: 1, reason: 'a\u0000b' },
      { delta: 1, reason: 'x'.repeat(501) },
      { delta: 1, idempotencyKey: '' },
      { delta: 1, idempotencyKey: '\u0007' },
      { delta: 1, variantId: "' OR 1=1 --" },
      { delta: 1, variantId: newId('Order') },
    ]) {
      expect(await adjust(inventory.ask, { ...place, ...nonsense })).toMatchObject({
        __typename: 'ValidationError',
      });
    }
    for (const nonsense of [{ delta: 1.5 }, { delta: 2_147_483_648 }, { delta: '1' }, { delta: null }]) {
      expect(await adjust(inventory.ask, { ...place, ...nonsense })).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    }
    expect(await inventory.levels(variantId)).toMatchObject([{ onHand: 10 }]);
  });

  it('is refused without the permission, and across tenants', async () => {
    const variantId = await inventory.variant(10);
    const input = { variantId, locationId: berlin, delta: 1 };
    expect(await adjust(inventory.ask, input, shopper)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await adjust(inventory.ask, input, { ...staff, permissions: ['inventory:read'] })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await adjust(inventory.ask, input, { ...staff, tenantId: 'other' })).toMatchObject({
      __typename: 'NotFoundError',
    });
    expect((await inventory.ask('{ stockLocations { id } }', {}, null)).status).toBe(401);
  });
});

describe('reading stock', () => {
  it('shows everybody what can be sold, and nothing of a variant that nobody knows', async () => {
    const variantId = await inventory.variant(3, 4);
    const bad = ['x', "' OR 1=1", 'var_\u0000', newId('Order'), newId('ProductVariant')];
    expect(await availability([variantId, ...bad])).toEqual([
      { available: 7, inStock: true, updatedAt: expect.any(String) },
      ...bad.map(() => null),
    ]);
  });

  it('asks the database as often for 20 variants as for one', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => inventory.variant(1)));
    expect(await countStatements(() => availability(ids.slice(0, 1)))).toBe(1);
    expect(await countStatements(() => availability(ids))).toBe(1);
  });

  it('shows staff locations, levels and the ledger page by page, and nobody else, by entity neither', async () => {
    const variantId = await inventory.variant(5);
    for (let step = 0; step < 4; step += 1)
      await adjust(inventory.ask, { variantId, locationId: berlin, delta: 1 });
    const query = `query ($id: ID!, $after: String) {
      stockLocations { id name } stockLevels(variantIds: [$id]) { locationId onHand available }
      stockMovements(variantId: $id, first: 2, after: $after) { totalCount nodes { id onHandAfter } pageInfo { hasNextPage endCursor } } }`;
    const first = (await inventory.ask(query, { id: variantId })).data;
    expect(first.stockLocations).toMatchObject([{ name: 'Berlin' }, { name: 'Lyon' }]);
    expect(first.stockLevels).toEqual([{ locationId: berlin, onHand: 9, available: 9 }]);
    expect(first.stockMovements).toMatchObject({
      totalCount: 5,
      nodes: [{ onHandAfter: 9 }, { onHandAfter: 8 }],
    });
    await adjust(inventory.ask, { variantId, locationId: berlin, delta: 1 });
    const { endCursor } = first.stockMovements.pageInfo;
    const second = (await inventory.ask(query, { id: variantId, after: endCursor })).data;
    expect(second.stockMovements.nodes).toMatchObject([{ onHandAfter: 7 }, { onHandAfter: 6 }]);
    const tampered = await inventory.ask(query, { id: await inventory.variant(1), after: endCursor });
    expect(tampered.errors?.[0]?.extensions.code).toBe('INVALID_CURSOR');

    const entities =
      'query ($all: [_Any!]!) { _entities(representations: $all) { ... on StockLocation { name } ... on StockMovement { kind } } }';
    const all = [
      { __typename: 'StockLocation', id: berlin },
      { __typename: 'StockMovement', id: first.stockMovements.nodes[0].id },
    ];
    expect((await inventory.ask(entities, { all })).data._entities).toEqual([
      { name: 'Berlin' },
      { kind: 'ADJUSTED' },
    ]);
    const customer = { ...staff, permissions: [] };
    expect((await inventory.ask(entities, { all }, customer)).data._entities).toEqual([null, null]);
    expect((await inventory.ask(entities, { all }, { ...staff, tenantId: 'other' })).data._entities).toEqual([
      null,
      null,
    ]);
    for (const root of [
      '{ stockLocations { id } }',
      '{ stockLevels(variantIds: []) { onHand } }',
      `{ stockMovements(variantId: "x") { totalCount } }`,
    ]) {
      expect((await inventory.ask(root, {}, customer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('refuses more than a hundred variants, and finds nothing for nonsense', async () => {
    const query = 'query ($ids: [ID!]!) { stockLevels(variantIds: $ids) { onHand } }';
    const many = Array.from({ length: 101 }, () => newId('ProductVariant'));
    expect((await inventory.ask(query, { ids: many })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await inventory.ask(query, { ids: ['\u0000', "'"] })).data).toEqual({ stockLevels: [] });
    const movements = await inventory.ask(
      '{ stockMovements(variantId: "\\u0000") { totalCount nodes { id } } }',
    );
    expect(movements.data).toEqual({ stockMovements: { totalCount: 0, nodes: [] } });
  });
});

describe('a product that is published', () => {
  it('has variants that stock can be put on', async () => {
    const variantId = newId('ProductVariant');
    const variant = { variantId, sku: 'X', title: 'X', price: { amountMinor: '1', currency: 'EUR' } };
    const productId = newId('Product');
    await publishAs(inventory.driver, productPublishedV1, productId, {
      productId,
      version: 1,
      title: 'X',
      slug: 'x',
      variants: [variant],
    });
    await eventually(async () =>
      expect(await availability([variantId])).toMatchObject([{ available: 0, inStock: false }]),
    );
    expect(await adjust(inventory.ask, { variantId, locationId: berlin, delta: 2 })).toMatchObject({
      level: { onHand: 2 },
    });
    expect(await availability([variantId])).toMatchObject([{ available: 2, inStock: true }]);
  });
});

describe('the seed', () => {
  it('fills three locations, with one last unit and some variants without stock, once', async () => {
    const ids = Array.from({ length: 60 }, () => newId('ProductVariant'));
    await seedStock(inventory.app, ids);
    await seedStock(inventory.app, ids);
    const found = await availability(ids);
    expect(found[ids.indexOf(lastUnitVariantId(ids))]).toMatchObject({ available: 1 });
    expect(outOfStockVariantIds(ids)).toHaveLength(2);
    for (const id of outOfStockVariantIds(ids))
      expect(found[ids.indexOf(id)]).toMatchObject({ inStock: false });
    expect(found.filter((each: { inStock: boolean }) => each.inStock)).toHaveLength(58);
    expect(await inventory.eventsOf(ids[0]!, 'availability-changed')).toHaveLength(1);
    await inventory.assertLedger();
  });

  it('adds what a longer list has, and leaves alone what was received', async () => {
    const ids = Array.from({ length: 1_100 }, () => newId('ProductVariant'));
    await seedStock(inventory.app, ids.slice(0, 700));
    await adjust(inventory.ask, { variantId: ids[0]!, locationId: seedLocations[0].id, delta: 7 });
    await seedStock(inventory.app, ids);
    const found = await availability(ids);
    expect(found.filter((each: { inStock: boolean }) => each.inStock)).toHaveLength(
      ids.length - outOfStockVariantIds(ids).length,
    );
    expect(await inventory.eventsOf(ids[0]!, 'availability-changed')).toHaveLength(2);
    expect(await inventory.eventsOf(ids[1_099]!, 'availability-changed')).toHaveLength(1);
    await inventory.assertLedger();
  });
});
