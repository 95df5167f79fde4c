// The operations that the tests send, and the little dance that leads to an order.
import { randomUUID } from 'node:crypto';
import type { Identity } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { address, type Shop } from './harness.ts';

const errors = `... on UserError { __typename code message path }
  ... on ValidationError { issues { path code message } }`;
export const cartFields = `id currency version lines { id quantity variant { id } unitPrice { amount } total { amount } }
  subtotal { amount } total { amount currency }
  problems { __typename ... on InsufficientStockProblem { lineId available }
    ... on PriceChangedProblem { lineId from { amount } to { amount } } ... on UnavailableProblem { lineId } }`;
export const orderFields = `id number status paymentStatus fulfillmentStatus rejectionReason cancelReason version
  placedAt updatedAt customer { id } subtotal { amount } total { amount currency }
  lines { id sku title quantity unitPrice { amount } total { amount } variant { id } }
  shippingAddress { name line1 line2 city region postalCode country } timeline { at event message }`;

const results: Record<string, string> = {
  cartCreate: `... on CartCreateSuccess { cart { ${cartFields} } cartToken }`,
  cartLineAdd: `... on CartLineAddSuccess { cart { ${cartFields} } line { id quantity } }
    ... on VariantUnavailableError { variantId }`,
  cartLineUpdate: `... on CartLineUpdateSuccess { cart { ${cartFields} } }`,
  cartLineRemove: `... on CartLineRemoveSuccess { cart { ${cartFields} } }`,
  cartMerge: `... on CartMergeSuccess { cart { ${cartFields} } }`,
  orderPlace: `... on OrderPlaceSuccess { order { ${orderFields} } }
    ... on InsufficientStockError { shortages { variantId requested available } }
    ... on PriceChangedError { cart { ${cartFields} } }`,
  orderCancel: `... on OrderCancelSuccess { order { ${orderFields} } } ... on OrderStateError { from to }`,
};

export const mutation = (name: string) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input${name === 'cartCreate' ? '' : '!'}`;
  return `mutation ($input: ${type}) { ${name}(input: $input) { ${results[name]} ${errors} } }`;
};

/** Runs a mutation and answers its payload. */
export async function run(shop: Shop, name: string, input: object, identity?: Identity, key?: string) {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  const answer = await shop.ask(mutation(name), { input }, identity, headers);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data[name];
}

/** The customer's cart with so many of a variant in it; answers the cart. */
export async function fill(shop: Shop, identity: Identity, variantId: string, quantity = 1) {
  const { cart } = await run(shop, 'cartCreate', {}, identity);
  return (await run(shop, 'cartLineAdd', { cartId: cart.id, variantId, quantity }, identity)).cart;
}

export const placing = (cartId: string, change: object = {}) => ({
  cartId,
  paymentMethod: 'pm_card_visa',
  shippingAddress: address,
  idempotencyKey: randomUUID(),
  ...change,
});

/** Places an order of one variant; answers it as it was placed. */
export async function place(shop: Shop, identity: Identity, variantId: string, change: object = {}) {
  const cart = await fill(shop, identity, variantId, 2);
  const result = await run(shop, 'orderPlace', placing(cart.id, change), identity);
  if (!result.order) throw new Error(JSON.stringify(result));
  return result.order;
}

export async function orderOf(shop: Shop, identity: Identity, id: string) {
  const answer = await shop.ask(`query ($id: ID!) { order(id: $id) { ${orderFields} } }`, { id }, identity);
  return answer.data.order;
}

/** Waits until the order has come to a status. */
export const reaches = (shop: Shop, identity: Identity, id: string, status: string) =>
  eventually(
    async () => {
      const order = await orderOf(shop, identity, id);
      if (order.status !== status) throw new Error(`${id} is ${order.status} (${order.paymentStatus})`);
      return order;
    },
    { timeoutMs: 25_000, intervalMs: 50 },
  );
