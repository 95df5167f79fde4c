import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { eventually, seededRandom } from '@bazaar/testkit';
import { customer, startOrder, type Shop } from './harness.ts';
import { fill, mutation, place, placing, reaches, run } from './operations.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startOrder();
}, 60_000);
afterAll(() => shop?.stop());

describe('a cancellation that races with the checkout', () => {
  it('always ends as CANCELED, with nothing held', async () => {
    const random = seededRandom();
    const { variantId } = await shop.sell();
    await Promise.all(
      Array.from({ length: 25 }, async () => {
        const buyer = customer();
        const { id } = await place(shop, buyer, variantId);
        // At any point of the checkout: each look at the order takes some of its time.
        for (let looks = random.int(12); looks > 0; looks -= 1)
          await shop.ask('{ orders { totalCount } }', {}, buyer);
        const result = await run(shop, 'orderCancel', { orderId: id, idempotencyKey: randomUUID() }, buyer);
        expect(result.order.id).toBe(id);
        const order = await reaches(shop, buyer, id, 'CANCELED');
        expect(['NONE', 'VOIDED', 'REFUNDED']).toContain(order.paymentStatus);
        const commands = shop.peers.commandsTo(id);
        expect(commands.includes('payment.cancel')).toBe(commands.includes('payment.authorize'));
        expect(commands).toContainEqual(expect.stringMatching(/release-reservation|restock/));
      }),
    );
  }, 60_000);
});

describe('a checkout whose database connections are cut again and again', () => {
  it('goes on where it was: every order completes, each is confirmed once', async () => {
    const { variantId } = await shop.sell();
    const orders = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const buyer = customer();
        return { buyer, id: (await place(shop, buyer, variantId)).id as string };
      }),
    );
    for (let round = 0; round < 5; round += 1) {
      await shop.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'order' AND datname = current_database()`,
      );
      // The next cut comes when a few more steps were done.
      await eventually(async () => {
        const { rows } = await shop.pool.query<{ steps: number }>(
          'SELECT sum(version)::int AS steps FROM customer_order WHERE id = ANY($1)',
          [orders.map((order) => order.id)],
        );
        if (rows[0]!.steps < 20 * Math.min(1 + (round + 1) * 0.5, 4)) throw new Error('not yet');
      });
    }
    for (const { buyer, id } of orders) {
      const order = await reaches(shop, buyer, id, 'COMPLETED');
      const entries = order.timeline.map((entry: { event: string }) => entry.event);
      expect(entries.filter((event: string) => event === 'order.confirmed')).toHaveLength(1);
      await eventually(() => expect(shop.peers.eventsOf(id)).toContain('order.completed'));
      expect(shop.peers.eventsOf(id).filter((type) => type === 'order.confirmed')).toHaveLength(1);
    }
    const { rows } = await shop.pool.query('SELECT * FROM messaging.dead_letter');
    expect(rows).toEqual([]);
  }, 90_000);
});

const nasty = [
  '',
  ' ',
  '0',
  'null',
  '\u0000',
  '\u202e',
  '\ud800',
  "' OR 1=1 --",
  '${jndi:ldap://x}',
  '../../etc/passwd',
  'crt_00000000000000000000000000',
  'ord_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  '😀'.repeat(3000),
];
const texts: Record<string, readonly string[]> = {
  cartLineAdd: ['cartId', 'variantId', 'cartToken'],
  cartLineUpdate: ['cartId', 'lineId', 'cartToken'],
  cartLineRemove: ['cartId', 'lineId', 'cartToken'],
  cartMerge: ['cartId', 'cartToken'],
  orderPlace: ['cartId', 'paymentMethod', 'idempotencyKey'],
  orderCancel: ['orderId', 'reason', 'idempotencyKey'],
};
const valid = (): Record<string, object> => ({
  cartLineAdd: { cartId: newId('Cart'), variantId: newId('ProductVariant'), quantity: 1 },
  cartLineUpdate: { cartId: newId('Cart'), lineId: newId('CartLine'), quantity: 1 },
  cartLineRemove: { cartId: newId('Cart'), lineId: newId('CartLine') },
  cartMerge: { cartId: newId('Cart'), cartToken: 'token' },
  orderPlace: placing(newId('Cart')),
  orderCancel: { orderId: newId('Order'), idempotencyKey: randomUUID() },
});

describe('bad input', () => {
  it.each(Object.keys(texts))('to %s gets a typed error and leaks nothing', async (name) => {
    const ada = customer();
    for (const field of texts[name]!) {
      for (const value of nasty) {
        const input = { ...valid()[name], [field]: value };
        const answer = await shop.ask(mutation(name), { input }, ada);
        const code = answer.errors?.[0]?.extensions.code ?? answer.data[name].code;
        expect([field, value, code]).toEqual([
          field,
          value,
          expect.stringMatching(/^(VALIDATION_FAILED|NOT_FOUND|VARIANT_UNAVAILABLE|BAD_USER_INPUT)$/),
        ]);
        expect(JSON.stringify(answer)).not.toMatch(/prisma|postgres|select |stack|127\.0\.0\.1/i);
      }
    }
  });

  it.each([0, -1, 1000, 2_147_483_647, -2_147_483_648])('a quantity of %i is refused', async (quantity) => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId);
    const line = { cartId: cart.id, lineId: cart.lines[0].id };
    const results = [
      await run(shop, 'cartLineAdd', { cartId: cart.id, variantId, quantity }, ada),
      await run(shop, 'cartLineUpdate', { ...line, quantity }, ada),
    ];
    expect(results.map((result) => result.code)).toEqual(['VALIDATION_FAILED', 'VALIDATION_FAILED']);
  });

  it.each([1e12, 1.5, '1', null])('a quantity of %j is no input at all', async (quantity) => {
    const input = { ...valid()['cartLineAdd'], quantity };
    const answer = await shop.ask(mutation('cartLineAdd'), { input }, customer());
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the log', () => {
  it('never holds a payment method, a card number, a cart’s token or an address', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId);
    const { cart: guests, cartToken } = await run(shop, 'cartCreate', {});
    await run(shop, 'cartMerge', { cartId: guests.id, cartToken }, ada);
    await run(shop, 'orderPlace', placing(cart.id, { paymentMethod: '4242424242424242' }), ada);
    const { order } = await run(shop, 'orderPlace', placing(cart.id, { paymentMethod: 'pm_secret' }), ada);
    await reaches(shop, ada, order.id, 'COMPLETED');
    await shop.ask('{ nonsense }', {}, ada);
    for (const secret of ['4242424242424242', 'pm_secret', cartToken, 'St James']) {
      expect(shop.logs.join('\n')).not.toContain(secret);
    }
  });
});
