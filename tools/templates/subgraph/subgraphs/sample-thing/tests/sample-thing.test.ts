import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Identity } from '@bazaar/kit';
import { countStatements, eventually } from '@bazaar/testkit';
import { person, startSampleThing, stranger } from './harness.ts';

let service: Awaited<ReturnType<typeof startSampleThing>>;
let productId: string;
beforeAll(async () => {
  service = await startSampleThing();
  productId = await service.publishProduct();
  await eventually(async () => expect(await titleOf({ productId, title: 'First' })).toBe('First'));
}, 60_000);
afterAll(() => service?.stop());

const create = async (input: object, identity: Identity = person()) =>
  service.ask(
    `mutation ($input: SampleThingCreateInput!) { sampleThingCreate(input: $input) {
      __typename
      ... on SampleThingCreateSuccess { sampleThing { id title product { id } } }
      ... on UserError { code path } ... on ValidationError { issues { path code } } } }`,
    { input },
    identity,
  );
const resultOf = async (input: object) => (await create(input)).data.sampleThingCreate;
const titleOf = async (input: object) => (await resultOf(input)).sampleThing?.title;
const entities = (ids: string[], identity: Identity = stranger) =>
  service.ask(
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on SampleThing { id title product { id } } } }',
    { r: ids.map((id) => ({ __typename: 'SampleThing', id })) },
    identity,
  );

describe('creating a sample thing', () => {
  it('keeps it, and tells the others in the same transaction', async () => {
    const { sampleThing } = await resultOf({ productId, title: '  So   good ' });
    expect(sampleThing).toEqual({ id: sampleThing.id, title: 'So good', product: { id: productId } });
    const { data } = await service.ask('query ($id: ID!) { sampleThing(id: $id) { title } }', {
      id: sampleThing.id,
    });
    expect(data.sampleThing).toEqual({ title: 'So good' });
    expect(await service.messagesOf(sampleThing.id)).toMatchObject([
      { type: 'commerce.sample-thing.created.v1', payload: { sampleThingId: sampleThing.id, productId } },
    ]);
  });

  it('refuses a product that nobody published', async () => {
    expect(await resultOf({ productId: newId('Product'), title: 'Lost' })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['productId'],
    });
  });

  it.each([
    ['a wrong id', { productId: "' OR 1=1 --" }, 'productId'],
    ['an empty title', { title: ' ' }, 'title'],
    ['a title without end', { title: 'x'.repeat(201) }, 'title'],
    ['control characters', { title: 'so\u0000good' }, 'title'],
  ])('refuses %s by a typed error', async (_what, input, field) => {
    expect(await resultOf({ productId, title: 'Fine', ...input })).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: [field] }],
    });
  });

  it('is for signed-in people who come through the gateway', async () => {
    const input = { productId, title: 'Mine' };
    expect((await create(input, stranger)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const partner = { ...person(), principal: { kind: 'partner', id: 'ptn_1' } } as const;
    expect((await create(input, partner)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await service.ask('{ __typename }', {}, null)).status).toBe(401);
  });
});

describe('the list of sample things', () => {
  it('pages newest first; a newcomer neither repeats nor hides one', async () => {
    for (const title of ['Second', 'Third', 'Fourth']) await resultOf({ productId, title });
    const page = async (after: string | null) => {
      const { data } = await service.ask(
        `query ($after: String) { sampleThings(first: 2, after: $after) {
          totalCount nodes { id title } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      return data.sampleThings;
    };
    const first = await page(null);
    expect(first.nodes.map(({ title }: { title: string }) => title)).toEqual(['Fourth', 'Third']);
    await resultOf({ productId, title: 'Newcomer' });
    const second = await page(first.pageInfo.endCursor);
    expect(second.nodes[0].title).toBe('Second');
    expect(second.totalCount).toBe(first.totalCount + 1);
  });

  it('refuses a cursor that was tampered with', async () => {
    const { errors } = await service.ask(
      '{ sampleThings(after: "WyJ6Il0.AAAAAAAAAAAAAAAA") { nodes { id } } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('INVALID_CURSOR');
  });
});

describe('sample things as entities', () => {
  it('are loaded by the same number of statements, however many are asked for', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1)
      ids.push((await resultOf({ productId, title: `No. ${count}` })).sampleThing.id);
    const one = await countStatements(() => entities(ids.slice(0, 1)));
    const twenty = await countStatements(async () => {
      const { data } = await entities(ids);
      expect(data._entities.map((entity: { id: string }) => entity.id)).toEqual(ids);
    });
    expect(twenty).toBe(one);
  });

  it('are null for another tenant, and for what is no id', async () => {
    const { sampleThing } = await resultOf({ productId, title: 'Ours' });
    const foreign = await entities([sampleThing.id, 'nonsense\u0000'], { ...stranger, tenantId: 'other' });
    expect(foreign.data._entities).toEqual([null, null]);
  });
});

describe('products', () => {
  it('are remembered once, however often they are published', async () => {
    const again = await service.publishProduct();
    await service.publishProduct(again);
    await eventually(async () => expect(await titleOf({ productId: again, title: 'Now' })).toBe('Now'));
    const { rows } = await service.pool.query('SELECT 1 FROM known_product WHERE product_id = $1', [again]);
    expect(rows).toHaveLength(1);
  });
});
