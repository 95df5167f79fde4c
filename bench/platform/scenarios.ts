import type { Pool } from 'undici';

export type Shop = { pool: Pool; slugs: string[] };
export type Scenario = { name: string; request: (shop: Shop, index: number) => Promise<void> };

const json = { 'content-type': 'application/json' };

export const productList = `query ProductList {
  products(first: 20) { nodes { id title priceFrom { amount currency } variants { id price { amount } availability { available inStock } } } }
}`;
const productPage = `query ProductPage($slug: String!) {
  product(slug: $slug) { id title description category { name } variants { id sku title price { formatted } availability { available } } }
}`;
const orderPlace = `mutation PlaceOrder($input: OrderPlaceInput!) {
  orderPlace(input: $input) { __typename ... on OrderPlaceSuccess { order { id status } } ... on UserError { code message } }
}`;

/** Throws unless the answer has data and no errors. */
export async function ask<Data>(
  pool: Pool,
  query: string,
  variables: object = {},
  token?: string,
): Promise<Data> {
  const { body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: token ? { ...json, authorization: `Bearer ${token}` } : json,
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await body.json()) as { data?: Data; errors?: { message: string }[] };
  if (answer.errors || !answer.data) throw new Error(answer.errors?.[0]?.message ?? 'no data');
  return answer.data;
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'catalogue: 20 products with prices and availability',
    request: async ({ pool }) => {
      const { products } = await ask<{ products: { nodes: { variants: { availability: unknown }[] }[] } }>(
        pool,
        productList,
      );
      if (products.nodes.length !== 20) throw new Error(`${products.nodes.length} products instead of 20`);
      if (products.nodes.some(({ variants }) => variants.some(({ availability }) => !availability))) {
        throw new Error('a product without availability');
      }
    },
  },
  {
    name: 'product page',
    request: async ({ pool, slugs }, index) => {
      const { product } = await ask<{ product: unknown }>(pool, productPage, {
        slug: slugs[index % slugs.length],
      });
      if (!product) throw new Error('no product');
    },
  },
];

export async function fillCart(pool: Pool, token: string, variantId: string): Promise<string> {
  const { cartCreate } = await ask<{ cartCreate: { cart: { id: string } } }>(
    pool,
    'mutation { cartCreate(input: {}) { ... on CartCreateSuccess { cart { id } } } }',
    {},
    token,
  );
  await ask(
    pool,
    'mutation ($input: CartLineAddInput!) { cartLineAdd(input: $input) { __typename } }',
    { input: { cartId: cartCreate.cart.id, variantId, quantity: 1 } },
    token,
  );
  return cartCreate.cart.id;
}

/** Answers the milliseconds that `orderPlace` alone took. */
export async function placeOrder(pool: Pool, token: string, cartId: string): Promise<number> {
  const startedAt = performance.now();
  const { orderPlace: result } = await ask<{ orderPlace: { __typename: string } }>(
    pool,
    orderPlace,
    {
      input: {
        cartId,
        paymentMethod: 'pm_card_visa',
        shippingAddress: {
          name: 'Bench',
          line1: '1 Street',
          city: 'Berlin',
          postalCode: '10115',
          country: 'DE',
        },
        idempotencyKey: crypto.randomUUID(),
      },
    },
    token,
  );
  if (result.__typename !== 'OrderPlaceSuccess') throw new Error(result.__typename);
  return performance.now() - startedAt;
}
