// The people of a run: what each customer wants, and how they and the staff go about it, through the use cases that
// GraphQL would call. Who does not get an answer asks again, with the same idempotency key.
import { productPublishedV1, userRegisteredV1, type EventContract, type PayloadOf } from '@bazaar/events';
import { newId, newUuidV7, type Identity } from '@bazaar/kit';
import { signedMessage } from '@bazaar/messaging/testing';
import type { SeededRandom } from '@bazaar/testkit';
import { adjustStock } from '../../subgraphs/inventory/src/usecases/adjust-stock.ts';
import { addCartLine } from '../../subgraphs/order/src/usecases/add-cart-line.ts';
import { cancelOrder } from '../../subgraphs/order/src/usecases/cancel-order.ts';
import { createCart } from '../../subgraphs/order/src/usecases/create-cart.ts';
import { placeOrder } from '../../subgraphs/order/src/usecases/place-order.ts';
import type { World } from './world.ts';

export const tenantId = 'default';

/** Made before the first step, by the seed alone: the same people whichever steps are left out. */
export function createShop(random: SeededRandom): Shop {
  const variants = ['oak', 'elm'].map((title) => ({ id: newId('ProductVariant'), title, price: '1250' }));
  const locations = ['berlin', 'lyon'].map((name) => ({ id: newId('StockLocation'), name }));
  const customers = Array.from({ length: 2 + random.int(3) }, (_, index): Customer => ({
    name: `customer ${index + 1}`,
    id: newId('User'),
    method: random.pick(methods),
    wants: random
      .shuffle(variants)
      .slice(0, 1 + random.int(2))
      .map(({ id }) => ({ variantId: id, quantity: 1 + random.int(2) })),
    placeKey: newUuidV7(),
    cancelKey: newUuidV7(),
  }));
  const stock = variants.flatMap((variant) =>
    locations.map((location) => ({ variantId: variant.id, locationId: location.id, onHand: random.int(5) })),
  );
  return { productId: newId('Product'), variants, locations, customers, stock };
}

const methods = [
  ...['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_authenticationRequired'],
  ...['pm_card_authenticationRequired', 'pm_card_unknownOutcome', 'pm_card_visa_chargeDeclined'],
  ...['pm_card_captureFails', 'manual_invoice'],
];

/** The beginning of every run: what is sold, and how much of it there is. Told to all, without any misfortune. */
export async function openShop(world: World, shop: Shop): Promise<void> {
  const { inventory } = world.databases;
  const tell = <C extends EventContract>(contract: C, key: string, payload: PayloadOf<C>) =>
    world.broker.append(signedMessage(contract, key, payload, { tenantId }));
  for (const [index, { id, name }] of shop.locations.entries()) {
    world.names.give(id, name);
    await inventory.pool.query(
      'INSERT INTO stock_location (id, tenant_id, name, priority, created_at) VALUES ($1, $2, $3, $4, $5)',
      [id, tenantId, name, index + 1, new Date()],
    );
  }
  for (const { id, title } of shop.variants) world.names.give(id, title);
  for (const customer of shop.customers) {
    world.names.give(customer.id, customer.name);
    const { id: userId, name } = customer;
    tell(userRegisteredV1, userId, { userId, email: `${userId}@bazaar.example`, name, locale: 'en' });
  }
  tell(productPublishedV1, shop.productId, {
    ...{ productId: shop.productId, version: 1, title: 'Chair', slug: 'chair' },
    variants: shop.variants.map(({ id, title, price }) => ({
      ...{ variantId: id, sku: title, title },
      price: { amountMinor: price, currency: 'EUR' },
    })),
  });
}

/** Opens the cart and puts what is wanted into it; more each time that it is asked again. */
export async function fillCart(world: World, customer: Customer): Promise<void> {
  const app = world.instances.order!.app;
  const caller = { identity: identityOf(customer) };
  const opened = await createCart(app, caller.identity, {});
  if (opened.__typename !== 'CartCreateSuccess') throw new Error(JSON.stringify(opened));
  customer.cartId = opened.cart.id;
  for (const line of customer.wants) await addCartLine(app, caller, { cartId: opened.cart.id, ...line });
}

/** Resolves when there was an answer; the order is known from then on. */
export async function place(world: World, customer: Customer): Promise<void> {
  const placed = await placeOrder(world.instances.order!.app, identityOf(customer), {
    cartId: customer.cartId,
    paymentMethod: customer.method,
    shippingAddress: address,
    idempotencyKey: customer.placeKey,
  });
  customer.answer = placed.__typename;
  if (placed.__typename !== 'OrderPlaceSuccess') return;
  customer.orderId = placed.order.id;
}

export async function cancel(world: World, customer: Customer): Promise<void> {
  await cancelOrder(world.instances.order!.app, identityOf(customer), {
    orderId: customer.orderId,
    idempotencyKey: customer.cancelKey,
  });
}

/** Staff counts again, and finds more or less than the books say. */
export async function adjust(
  world: World,
  place: { variantId: string; locationId: string },
  delta: number,
): Promise<void> {
  const idempotencyKey = newUuidV7();
  await adjustStock(world.instances.inventory!.app, staff, { ...place, delta, idempotencyKey });
}

const identityOf = ({ id }: Customer): Identity => ({
  tenantId,
  principal: { kind: 'user', id, sessionId: 'ses_simulation' },
  permissions: [],
});

const staff: Identity = {
  tenantId,
  principal: { kind: 'user', id: 'usr_staff', sessionId: 'ses_staff' },
  permissions: ['inventory:read', 'inventory:write'],
};

const address = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

export type Customer = {
  readonly name: string;
  readonly id: string;
  readonly method: string;
  readonly wants: readonly { variantId: string; quantity: number }[];
  readonly placeKey: string;
  readonly cancelKey: string;
  cartId?: string;
  orderId?: string;
  /** To the last attempt to place the order. */
  answer?: string;
};

export type Shop = {
  readonly productId: string;
  readonly variants: readonly { id: string; title: string; price: string }[];
  readonly locations: readonly { id: string; name: string }[];
  readonly customers: readonly Customer[];
  /** What is there at the beginning. */
  readonly stock: readonly { variantId: string; locationId: string; onHand: number }[];
};
