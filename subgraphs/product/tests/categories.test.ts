import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { seedCatalogue } from '../src/seed/index.ts';
import { countStatements } from '@bazaar/testkit';
import { staff, startProduct } from './harness.ts';

let product: Awaited<ReturnType<typeof startProduct>>;
beforeAll(async () => {
  product = await startProduct();
  await seedCatalogue(product.app);
}, 60_000);
afterAll(() => product?.stop());

const create = async (input: object) => {
  const { data } = await product.ask(
    `mutation ($input: CategoryCreateInput!) { categoryCreate(input: $input) {
      ... on CategoryCreateSuccess { category { id slug name parent { id } } }
      ... on UserError { __typename code path } ... on ValidationError { issues { path code } } } }`,
    { input },
    staff,
  );
  return data.categoryCreate;
};

describe('the tree of categories', () => {
  it('is walked up and down, three levels deep', async () => {
    const { data } = await product.ask(
      `{ category(slug: "home") { name parent { id } children { name children { name parent { parent { slug } } } } } }`,
    );
    expect(data.category).toMatchObject({ name: 'Home', parent: null });
    expect(data.category.children.map((child: { name: string }) => child.name)).toEqual([
      'Bedroom',
      'Kitchen',
      'Living Room',
    ]);
    expect(data.category.children[1].children[0]).toEqual({
      name: 'Cookware',
      parent: { parent: { slug: 'home' } },
    });
  });

  it('is listed with parents before their children', async () => {
    const { data } = await product.ask('{ categories { id parent { id } } }');
    const seen = new Set<string>();
    for (const { id, parent } of data.categories) {
      if (parent) expect(seen.has(parent.id)).toBe(true);
      seen.add(id);
    }
    expect(seen.size).toBe(18);
  });

  it('shows in each category the products of its whole subtree, page by page', async () => {
    const ask = async (after: string | null) => {
      const { data } = await product.ask(
        `query ($after: String) { category(slug: "kitchen") { products(first: 15, after: $after) {
          totalCount nodes { id title category { name } } pageInfo { hasNextPage endCursor } } } }`,
        { after },
      );
      return data.category.products;
    };
    const ids = new Set<string>();
    let page = await ask(null);
    for (;;) {
      for (const node of page.nodes) {
        expect(['Tableware', 'Cookware']).toContain(node.category.name);
        ids.add(node.id);
      }
      if (!page.pageInfo.hasNextPage) break;
      page = await ask(page.pageInfo.endCursor);
    }
    expect(ids.size).toBe(page.totalCount);
    expect(ids.size).toBeGreaterThan(30);
  });

  it('is read with the same number of statements, however many categories are asked for', async () => {
    const fields =
      'parent { id } children { id } products(first: 3) { totalCount nodes { id variants { id } } }';
    const one = await countStatements(() => product.ask(`{ category(slug: "home") { ${fields} } }`));
    const many = await countStatements(() => product.ask(`{ categories { ${fields} } }`));
    expect(many).toBeLessThanOrEqual(one + 1);
  });
});

describe('creating a category', () => {
  it('puts it below its parent, with a free slug', async () => {
    const top = await create({ name: 'Toys' });
    const child = await create({ name: 'Toys', parentId: top.category.id });
    expect(top.category).toMatchObject({ slug: 'toys', parent: null });
    expect(child.category).toMatchObject({ slug: 'toys-2', parent: { id: top.category.id } });
  });

  it('refuses a taken slug, an unknown parent, an empty name and a bottomless tree', async () => {
    expect(await create({ name: 'Again', slug: 'home' })).toMatchObject({ issues: [{ code: 'SLUG_TAKEN' }] });
    expect(await create({ name: 'Lost', parentId: newId('Category') })).toMatchObject({
      __typename: 'NotFoundError',
    });
    expect(await create({ name: ' ' })).toMatchObject({ issues: [{ path: ['name'] }] });
    let parentId: string | undefined;
    for (let depth = 0; depth < 6; depth += 1)
      parentId = (await create({ name: 'Deep', parentId })).category.id;
    expect(await create({ name: 'Deep', parentId })).toMatchObject({ issues: [{ code: 'TOO_DEEP' }] });
  });
});
