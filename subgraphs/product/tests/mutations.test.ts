import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { shopper, staff, startProduct } from './harness.ts';

let product: Awaited<ReturnType<typeof startProduct>>;
beforeAll(async () => {
  product = await startProduct();
}, 60_000);
afterAll(() => product?.stop());

const fields = `... on UserError { __typename code message path } ... on ValidationError { issues { path code } }
  ... on NotFoundError { id } ... on ConflictError { currentVersion }`;
const productFields =
  'product { id slug title status version priceFrom { amount currency } variants { id sku price { amount } } }';
const create = `mutation ($input: ProductCreateInput!) { productCreate(input: $input) {
  ... on ProductCreateSuccess { ${productFields} } ${fields} } }`;
const mutation = (name: string, result = productFields) =>
  `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) {
    ... on ${name[0]!.toUpperCase()}${name.slice(1)}Success { ${result} } ${fields} } }`;

let counter = 0;
const lamp = (change: object = {}) => {
  counter += 1;
  return {
    title: `Lamp ${counter}`,
    variants: [
      { sku: `L-${counter}-A`, title: 'Large', price: { amount: '20.00', currency: 'EUR' } },
      { sku: `L-${counter}-B`, title: 'Small', price: { amount: '12.50', currency: 'EUR' } },
    ],
    ...change,
  };
};
const createLamp = async (change: object = {}) => {
  const { data } = await product.ask(create, { input: lamp(change) }, staff);
  return data.productCreate.product;
};
const run = async (name: string, input: object, result?: string) =>
  (await product.ask(mutation(name, result), { input }, staff)).data[name];

describe('creating a product', () => {
  it('makes a draft with its variants in order, a slug from the title and the cheapest price', async () => {
    const draft = await createLamp({ title: 'Crème Brûlée Torch' });
    expect(draft).toMatchObject({
      slug: 'creme-brulee-torch',
      status: 'DRAFT',
      version: 1,
      priceFrom: { amount: '12.50', currency: 'EUR' },
      variants: [{ price: { amount: '20.00' } }, { price: { amount: '12.50' } }],
    });
    expect(await product.messagesOf(draft.id)).toEqual([]);
  });

  it('gives titles that are made at the same time slugs of their own', async () => {
    const drafts = await Promise.all(Array.from({ length: 10 }, () => createLamp({ title: 'Same Title' })));
    expect(new Set(drafts.map((draft) => draft.slug)).size).toBe(10);
  });

  it('lists every problem of the input at once and changes nothing', async () => {
    const { data } = await product.ask(
      create,
      {
        input: {
          title: 'a\u0000b',
          slug: 'No Slug',
          variants: [
            { sku: 'X Y', title: 'T', price: { amount: '1.001', currency: 'EUR' } },
            { sku: 'XY', title: 'T', price: { amount: '-1', currency: 'EUR' } },
          ],
        },
      },
      staff,
    );
    expect(data.productCreate.__typename).toBe('ValidationError');
    const paths = data.productCreate.issues.map((issue: { path: string[] }) => issue.path.join('.'));
    expect(paths).toEqual(
      expect.arrayContaining([
        'title',
        'slug',
        'variants.0.sku',
        'variants.0.price.amount',
        'variants.1.price.amount',
      ]),
    );
  });

  it('refuses a taken slug, a taken or repeated sku, mixed currencies, no variant, an unknown category', async () => {
    const first = await createLamp();
    const issueOf = async (change: object) => {
      const { data } = await product.ask(create, { input: lamp(change) }, staff);
      return data.productCreate.issues?.[0] ?? data.productCreate;
    };
    const variant = (sku: string, currency = 'EUR') => ({
      sku,
      title: 'T',
      price: { amount: '1', currency },
    });
    expect(await issueOf({ slug: first.slug })).toEqual({ path: ['slug'], code: 'SLUG_TAKEN' });
    expect(await issueOf({ variants: [variant('free-1'), variant(first.variants[0].sku)] })).toEqual({
      path: ['variants', '1', 'sku'],
      code: 'SKU_TAKEN',
    });
    expect(await issueOf({ variants: [variant('free-2'), variant('free-2')] })).toMatchObject({
      code: 'SKU_REPEATED',
    });
    expect(await issueOf({ variants: [variant('free-3'), variant('free-4', 'USD')] })).toMatchObject({
      code: 'CURRENCY_MIXED',
    });
    expect(await issueOf({ variants: [] })).toMatchObject({ path: ['variants'] });
    expect(await issueOf({ categoryId: newId('Category') })).toMatchObject({ __typename: 'NotFoundError' });
  });
});

describe('selling a product', () => {
  it('tells the others when it is published, changed, repriced and archived, and only then', async () => {
    const draft = await createLamp();
    await run('productUpdate', { id: draft.id, expectedVersion: 1, title: 'Still a draft' });
    await run('productPublish', { id: draft.id });
    await run('productPublish', { id: draft.id });
    await run('productUpdate', { id: draft.id, expectedVersion: 3, title: 'On sale' });
    await run('productUpdate', { id: draft.id, expectedVersion: 4, title: 'On sale' });
    const price = { amount: '9.99', currency: 'EUR' };
    await run(
      'productVariantPriceSet',
      { variantId: draft.variants[0].id, price },
      'variant { id product { priceFrom { amount } } }',
    );
    await run('productArchive', { id: draft.id });
    await run('productArchive', { id: draft.id });
    const messages = await product.messagesOf(draft.id);
    expect(messages.map(({ type }) => type)).toEqual([
      'commerce.product.published.v1',
      'commerce.product.updated.v1',
      'commerce.product.price-changed.v1',
      'commerce.product.updated.v1',
      'commerce.product.archived.v1',
    ]);
    expect(messages[0]!.payload).toMatchObject({
      productId: draft.id,
      version: 3,
      title: 'Still a draft',
      variants: [{}, {}],
    });
    expect(messages[2]!.payload).toMatchObject({
      variantId: draft.variants[0].id,
      from: { amountMinor: '2000', currency: 'EUR' },
      to: { amountMinor: '999', currency: 'EUR' },
    });
    expect(messages[4]!.payload).toEqual({
      productId: draft.id,
      variantIds: draft.variants.map((variant: { id: string }) => variant.id),
    });
  });

  it('costs from its cheapest variant on after every change of a price', async () => {
    const draft = await createLamp();
    const set = (variant: number, amount: string) =>
      run(
        'productVariantPriceSet',
        { variantId: draft.variants[variant].id, price: { amount, currency: 'EUR' } },
        'variant { product { priceFrom { amount } version } }',
      );
    expect((await set(1, '30')).variant.product).toEqual({ priceFrom: { amount: '20.00' }, version: 2 });
    expect((await set(0, '5')).variant.product).toEqual({ priceFrom: { amount: '5.00' }, version: 3 });
  });

  it('keeps its currency', async () => {
    const draft = await createLamp();
    const input = { variantId: draft.variants[0].id, price: { amount: '1', currency: 'USD' } };
    expect(await run('productVariantPriceSet', input, 'variant { id }')).toMatchObject({
      issues: [{ path: ['price', 'currency'], code: 'CURRENCY_MIXED' }],
    });
  });

  it('lets one of two edits that are based on the same version win', async () => {
    const draft = await createLamp();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        run('productUpdate', { id: draft.id, expectedVersion: 1, title: `Edit ${index}` }),
      ),
    );
    expect(results.filter((result) => result.product)).toHaveLength(1);
    expect(
      results.filter((result) => result.__typename === 'ConflictError' && result.currentVersion === 2),
    ).toHaveLength(9);
  });

  it('shows the second mutation of a request what the first one changed', async () => {
    const draft = await createLamp();
    const { data } = await product.ask(
      `mutation ($a: ProductVariantPriceSetInput!, $b: ProductVariantPriceSetInput!) {
        a: productVariantPriceSet(input: $a) { ... on ProductVariantPriceSetSuccess { variant { product { priceFrom { amount } } } } }
        b: productVariantPriceSet(input: $b) { ... on ProductVariantPriceSetSuccess { variant { product { priceFrom { amount } } } } } }`,
      {
        a: { variantId: draft.variants[0].id, price: { amount: '4', currency: 'EUR' } },
        b: { variantId: draft.variants[0].id, price: { amount: '3', currency: 'EUR' } },
      },
      staff,
    );
    expect(data.a.variant.product.priceFrom.amount).toBe('4.00');
    expect(data.b.variant.product.priceFrom.amount).toBe('3.00');
  });
});

describe('the right to write', () => {
  const input = () => ({ input: lamp() });
  it('is refused to shoppers, to staff without the permission, and to whom the gateway did not sign', async () => {
    expect((await product.ask(create, input(), shopper)).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    const clerk = { ...staff, permissions: ['order:read'] };
    expect((await product.ask(create, input(), clerk)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await product.ask(create, input(), null)).status).toBe(401);
  });

  it('ends at the border of the tenant', async () => {
    const draft = await createLamp();
    const neighbour = { ...staff, tenantId: 'other' };
    const { data } = await product.ask(mutation('productPublish'), { input: { id: draft.id } }, neighbour);
    expect(data.productPublish).toMatchObject({ __typename: 'NotFoundError', id: draft.id });
    const seen = await product.ask(
      'query ($id: ID!) { product(id: $id) { id } }',
      { id: draft.id },
      neighbour,
    );
    expect(seen.data).toEqual({ product: null });
  });
});

describe('what is not there', () => {
  it('is a typed error of every mutation', async () => {
    const id = newId('Product');
    expect(await run('productPublish', { id })).toMatchObject({ __typename: 'NotFoundError', id });
    expect(await run('productArchive', { id })).toMatchObject({ __typename: 'NotFoundError', id });
    expect(await run('productUpdate', { id, expectedVersion: 1 })).toMatchObject({
      __typename: 'NotFoundError',
      id,
    });
    const variantId = newId('ProductVariant');
    const price = { amount: '1', currency: 'EUR' };
    expect(await run('productVariantPriceSet', { variantId, price }, 'variant { id }')).toMatchObject({
      __typename: 'NotFoundError',
    });
    for (const wrong of ['', 'x', "' OR 1=1 --", newId('Order'), 'prd_\u0000', 'p'.repeat(5_000)]) {
      expect(await run('productPublish', { id: wrong })).toMatchObject({
        issues: [{ path: ['id'], code: 'INVALID_ID' }],
      });
    }
  });
});
