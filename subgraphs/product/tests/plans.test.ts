import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@bazaar/testkit';
import type { Read } from '../src/data/database.ts';
import { defaultOrder, findProductPage, findProductPagesByCategory } from '../src/data/product-list.ts';
import { findVariants } from '../src/data/product-repository.ts';
import type { ProductFilter, ProductOrder } from '../src/domain/product-filter.ts';

// What a planner does with twenty products says nothing; with twenty thousand it must find the indexes.
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase('product');
  await database.pool.query(`
    INSERT INTO category (id, tenant_id, slug, name, path)
    SELECT 'c' || i, 'default', 's' || i, 'n' || i, ARRAY['c' || i] FROM generate_series(1, 50) i;
    INSERT INTO product (id, tenant_id, slug, title, description, status, category_id, price_from_minor, currency,
      price_from, updated_at)
    SELECT 'p' || i, 'default', 's' || i, 'Lamp ' || md5(i::text), 'lasting ' || i, 'PUBLISHED', 'c' || 1 + i % 50,
      100 + i, 'EUR', (100 + i) / 100.0, now() FROM generate_series(1, 20000) i;
    INSERT INTO product_variant (id, tenant_id, product_id, sku, title, price_minor, currency, position)
    SELECT 'v' || i, 'default', 'p' || i, 'k' || i, 't', 1, 'EUR', 0 FROM generate_series(1, 20000) i`);
  await database.pool.query('VACUUM ANALYZE');
}, 60_000);
afterAll(() => database?.drop());

const view = { tenantId: 'default', publishedOnly: true };
const page = { limit: 20, backwards: false, position: null };

/** The plan of the one statement that `run` makes. */
const planOf = async (run: (read: Read) => Promise<unknown>): Promise<string> => {
  let plan = '';
  await run(async (query) => {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN (COSTS OFF) ${query.text}`,
      values: query.values,
    });
    plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    return [];
  });
  return plan;
};
const listPlan = (
  filter: ProductFilter,
  order: ProductOrder = defaultOrder,
  position: string[] | null = null,
) => planOf((read) => findProductPage(read, { view, filter, order }, { ...page, position }));

describe('the hot statements', () => {
  it.each([
    ['the first page', {}, undefined, null],
    ['a later page', {}, undefined, ['Lamp 5', 'p5']],
    ['a page by price, backwards', {}, [{ field: 'PRICE', direction: 'DESC' }], ['12.50', 'p5']],
    ['a page by age', {}, [{ field: 'CREATED_AT', direction: 'DESC' }], null],
  ] as const)('read %s in the order of an index, without sorting', async (_name, filter, order, position) => {
    const plan = await listPlan(filter, order, position && [...position]);
    expect(plan).toContain('Index');
    expect(plan).not.toMatch(/Seq Scan on product|Sort/);
  });

  it.each<[string, ProductFilter]>([
    ['words', { search: 'lasting 4567' }],
    ['a part of the title', { title: { contains: 'a1b2c3' } }],
    ['a category', { categoryId: { eq: 'c7' } }],
  ])('find %s without reading every product', async (_name, filter) => {
    expect(await listPlan(filter)).not.toContain('Seq Scan on product');
  });

  it('read the pages of categories, and the variants of a page, by index', async () => {
    const categories = (read: Read) => findProductPagesByCategory(read, view, ['c1', 'c2'], page);
    expect(await planOf(categories)).not.toContain('Seq Scan on product');
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const variants = (read: Read) => findVariants(read, view, 'product_id', ids);
    expect(await planOf(variants)).not.toContain('Seq Scan on product');
  });
});
