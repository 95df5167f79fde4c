import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryAvailabilityChangedV1 } from '@bazaar/events';
import { publishAs } from '@bazaar/messaging/testing';
import { countStatements, eventually } from '@bazaar/testkit';
import { seedCatalogue, seedVariantIds } from '../src/seed/index.ts';
import { staff, startProduct } from './harness.ts';

let product: Awaited<ReturnType<typeof startProduct>>;
beforeAll(async () => {
  product = await startProduct();
  await seedCatalogue(product.app);
}, 60_000);
afterAll(() => product?.stop());

type Node = {
  id: string;
  title: string;
  createdAt: string;
  status: string;
  priceFrom: { amountMinor: string };
};
const list = `query ($where: ProductWhere, $sort: [ProductSort!], $first: Int, $after: String, $last: Int, $before: String) {
  products(where: $where, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id title createdAt status priceFrom { amountMinor } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const ask = async (variables: object, identity = undefined as typeof staff | undefined) => {
  const { data, errors } = await product.ask(list, variables, identity);
  if (errors) throw new Error(errors[0]!.extensions.code);
  return data.products as {
    nodes: Node[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
};
const count = async (where: object, identity?: typeof staff) => {
  const { data } = await product.ask(
    'query ($where: ProductWhere) { products(where: $where) { totalCount } }',
    { where },
    identity,
  );
  return data.products.totalCount as number;
};

describe('a list of products', () => {
  it.each([
    [[{ field: 'TITLE', direction: 'ASC' }]],
    [[{ field: 'PRICE', direction: 'DESC' }]],
    [[{ field: 'CREATED_AT', direction: 'DESC' }]],
    [
      [
        { field: 'PRICE', direction: 'ASC' },
        { field: 'TITLE', direction: 'DESC' },
      ],
    ],
  ])('is walked forwards and backwards by %j without a gap or a repetition', async (sort) => {
    const whole = [
      ...(await ask({ sort, first: 100 })).nodes,
      ...(await ask({ sort, first: 100, after: (await ask({ sort, first: 100 })).pageInfo.endCursor })).nodes,
    ].map((node) => node.id);
    expect(new Set(whole).size).toBe(200);
    const forwards: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await ask({ sort, first: 37, after });
      forwards.push(...page.nodes.map((node) => node.id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    const backwards: string[] = [];
    for (let before: string | null = null; ;) {
      const page = await ask({ sort, last: 37, before });
      backwards.unshift(...page.nodes.map((node) => node.id));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(forwards).toEqual(whole);
    expect(backwards).toEqual(whole);
  });

  it('is in the order that was asked for', async () => {
    const cheapFirst = (await ask({ sort: [{ field: 'PRICE', direction: 'ASC' }], first: 100 })).nodes;
    const prices = cheapFirst.map((node) => Number(node.priceFrom.amountMinor));
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    const newest = (await ask({ sort: [{ field: 'CREATED_AT', direction: 'DESC' }], first: 100 })).nodes;
    const times = newest.map((node) => node.createdAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('neither repeats nor skips when something is inserted while paging', async () => {
    const sort = [{ field: 'TITLE', direction: 'ASC' }];
    const first = await ask({ sort, first: 10 });
    await product.ask(
      `mutation { productCreate(input: { title: "AAA", variants: [{ sku: "AAA", title: "A", price: { amount: "1", currency: "EUR" } }] }) { __typename } }`,
      {},
      staff,
    );
    await product.pool.query(`UPDATE product SET status = 'PUBLISHED' WHERE slug = 'aaa'`);
    const second = await ask({ sort, first: 10, after: first.pageInfo.endCursor });
    const again = await ask({ sort, first: 21 });
    expect([
      again.nodes[0]!.title,
      ...first.nodes.map((n) => n.title),
      ...second.nodes.map((n) => n.title),
    ]).toEqual(again.nodes.map((node) => node.title));
    await product.pool.query(`DELETE FROM product WHERE slug = 'aaa'`);
  });

  it('is filtered by text, category, price, stock and search, combined by and, or, not', async () => {
    expect(await count({ title: { startsWith: 'oak' } })).toBe(await count({ title: { contains: 'OAK ' } }));
    expect(await count({ title: { contains: '%' } })).toBe(0);
    expect(await count({ title: { contains: '_' } })).toBe(0);
    expect(await count({ slug: { in: ['nothing'] } })).toBe(0);
    const cheap = await count({ price: { lte: '50' } });
    const dear = await count({ price: { gte: '50.01' } });
    expect(cheap + dear).toBe(200);
    expect(await count({ not: { price: { lte: '50' } } })).toBe(dear);
    expect(await count({ or: [{ price: { lte: '50' } }, { price: { gte: '50.01' } }] })).toBe(200);
    expect(await count({ or: [] })).toBe(0);
    expect(await count({ and: [{ price: { lte: '50' } }, { not: { price: { lte: '50' } } }] })).toBe(0);
    const { data } = await product.ask('{ category(slug: "kitchen") { id products { totalCount } } }');
    expect(await count({ categoryId: { eq: data.category.id } })).toBe(data.category.products.totalCount);
  });

  it('finds words of title and description, stemmed, and forgives a typo', async () => {
    const titles = async (search: string) =>
      (await ask({ where: { search } })).nodes.map((node) => node.title);
    expect(await titles('copper kettles')).toEqual(['Copper Kettle']);
    expect(await titles('copper ketle')).toContain('Copper Kettle');
    expect(await titles('kettle -copper')).not.toContain('Copper Kettle');
    expect(await titles('"); DROP TABLE product; --')).toEqual([]);
  });

  it('counts only when asked to, and asks the database as often for 20 products as for one', async () => {
    const fields =
      'nodes { id priceFrom { amount } category { name } variants { sku price { amount } product { id } } }';
    const statements = (first: number, more = '') =>
      countStatements(() => product.ask(`{ products(first: ${first}) { ${fields} ${more} } }`));
    expect(await statements(1)).toBe(4);
    expect(await statements(20)).toBe(4);
    expect(await statements(20, 'totalCount')).toBe(5);
  });
});

describe('what is not on sale', () => {
  it('is seen by staff only, in lists, look-ups and entities alike', async () => {
    const created = await product.ask(
      `mutation { productCreate(input: { title: "Secret", variants: [{ sku: "SECRET", title: "A", price: { amount: "1", currency: "EUR" } }] }) {
        ... on ProductCreateSuccess { product { id variants { id } } } } }`,
      {},
      staff,
    );
    const { id, variants } = created.data.productCreate.product;
    const query = `query ($id: ID!, $all: [_Any!]!) { product(id: $id) { id } bySlug: product(slug: "secret") { id }
      products(where: { status: [DRAFT, ARCHIVED] }) { nodes { id } }
      hidden: products(where: { not: { status: [PUBLISHED] } }) { nodes { id } }
      _entities(representations: $all) { ... on Product { title } ... on ProductVariant { title } } }`;
    const all = [
      { __typename: 'Product', id },
      { __typename: 'ProductVariant', id: variants[0].id },
      { __typename: 'ProductVariant', sku: 'SECRET' },
    ];
    const nothing = {
      product: null,
      bySlug: null,
      products: { nodes: [] },
      hidden: { nodes: [] },
      _entities: [null, null, null],
    };
    expect((await product.ask(query, { id, all })).data).toEqual(nothing);
    expect((await product.ask(query, { id, all }, { ...staff, tenantId: 'other' })).data).toEqual(nothing);
    expect((await product.ask(query, { id, all }, staff)).data).toMatchObject({
      product: { id },
      bySlug: { id },
      products: { nodes: [{ id }] },
      _entities: [{ title: 'Secret' }, { title: 'A' }, { title: 'A' }],
    });
  });
});

describe('bad input', () => {
  it.each([
    [{ first: 0 }],
    [{ first: 101 }],
    [{ last: -5 }],
    [{ first: 1, last: 1 }],
    [{ where: { search: 'a\u0000b' } }],
    [{ where: { title: { eq: '\u0000' } } }],
    [{ where: { search: 'x'.repeat(10_000) } }],
    [{ where: { and: [{ or: [{ not: { search: 'too deep' } }] }] } }],
    [{ where: { categoryId: { in: Array.from({ length: 101 }, () => 'x') } } }],
    [{ where: { price: { gte: '1e9' } } }],
    [{ where: { status: ['SOLD'] } }],
    [
      {
        sort: [
          { field: 'TITLE', direction: 'ASC' },
          { field: 'TITLE', direction: 'DESC' },
        ],
      },
    ],
  ])('%j is refused as such', async (variables) => {
    const { errors } = await product.ask(list, variables);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('such as a cursor that was altered, or comes from another list or tenant, is refused', async () => {
    const { endCursor } = (await ask({ first: 5 })).pageInfo;
    for (const [variables, identity] of [
      [{ after: `${endCursor}x` }],
      [{ after: '' }],
      [{ after: "' OR 1=1" }],
      [{ after: endCursor, where: { search: 'oak' } }],
      [{ after: endCursor, sort: [{ field: 'PRICE', direction: 'ASC' }] }],
      [{ after: endCursor }, { ...staff, tenantId: 'other' }],
    ] as const) {
      const { errors } = await product.ask(list, variables, identity);
      expect(errors?.[0]?.extensions.code).toBe('INVALID_CURSOR');
    }
  });

  it.each(['', 'x', "' OR 1=1 --", 'prd_\u0000', 'ord_01seed00000000000000000000', 'é'.repeat(3_000)])(
    'such as the key %j finds nothing',
    async (key) => {
      const { data, errors } = await product.ask(
        'query ($key: ID!, $slug: String!) { product(id: $key) { id } bySlug: product(slug: $slug) { id } category(id: $key) { id } }',
        { key, slug: key },
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({ product: null, bySlug: null, category: null });
    },
  );

  it('such as no key, or two, is refused', async () => {
    for (const query of [
      '{ product { id } }',
      '{ product(id: "a", slug: "b") { id } }',
      '{ category { id } }',
    ]) {
      expect((await product.ask(query)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('stock', () => {
  it('that inventory tells of decides what is in stock, and an older word does not override a newer one', async () => {
    const [variantId = ''] = seedVariantIds();
    const tell = (available: number, version: number) =>
      publishAs(product.driver, inventoryAvailabilityChangedV1, variantId, {
        variantId,
        available,
        version,
        updatedAt: new Date().toISOString(),
      });
    await tell(3, 2);
    await eventually(async () => expect(await count({ inStock: true })).toBe(1));
    expect(await count({ inStock: false })).toBe(199);
    await tell(0, 1);
    await tell(5, 3);
    await eventually(async () => {
      const { rows } = await product.pool.query('SELECT available, version FROM variant_stock');
      expect(rows).toEqual([{ available: 5, version: 3 }]);
    });
  });
});

describe('the seed', () => {
  it('is the same for everyone, and filling a filled shop changes nothing', async () => {
    const ids = await seedCatalogue(product.app);
    expect(ids).toEqual(seedVariantIds());
    const { rows } = await product.pool.query<{ id: string }>(
      'SELECT id FROM product_variant WHERE id = ANY($1)',
      [ids],
    );
    expect(rows).toHaveLength(ids.length);
    const events = await product.pool.query(
      `SELECT FROM messaging.outbox WHERE type = 'commerce.product.published.v1'`,
    );
    expect(events.rowCount).toBe(200);
  });

  it('adds what a larger one has, and goes on where one was ended', async () => {
    const [known] = await seedCatalogue(product.app);
    await product.pool.query(`UPDATE product_variant SET title = 'Renamed' WHERE id = $1`, [known]);
    const ids = await seedCatalogue(product.app, { products: 500 });
    expect(ids).toEqual(seedVariantIds({ products: 500 }));
    const { rows } = await product.pool.query<{ products: number; variants: number; titles: string[] }>(
      `SELECT count(DISTINCT product_id)::int AS products, count(*)::int AS variants,
         array_agg(title) FILTER (WHERE id = $1) AS titles FROM product_variant WHERE id = ANY($2)`,
      [known, ids],
    );
    expect(rows).toEqual([{ products: 500, variants: ids.length, titles: ['Renamed'] }]);
  });
});
