import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { seededRandom } from '@bazaar/testkit';
import {
  adjust,
  berlin,
  commit,
  extend,
  lyon,
  release,
  reserve,
  restock,
  startInventory,
} from './harness.ts';

let inventory: Awaited<ReturnType<typeof startInventory>>;
beforeAll(async () => {
  inventory = await startInventory();
}, 60_000);
afterAll(() => inventory?.stop());

describe('whatever is commanded, in whatever order', () => {
  it('no more is promised than is there, and the balances are the sums of their ledger', async () => {
    const random = seededRandom();
    const upTo = (max: number) => random.int(max);
    const variants = await Promise.all([
      inventory.variant(8, 4),
      inventory.variant(3),
      inventory.variant(0, 6),
    ]);
    const orders = Array.from({ length: 25 }, () => newId('Order'));
    const aVariant = () => variants[upTo(variants.length)]!;
    const aCommand = () => {
      const wish = () =>
        reserve(
          [
            [aVariant(), 1 + upTo(4)],
            [aVariant(), 1 + upTo(2)],
          ],
          upTo(3) === 0 ? 1 : 60_000,
        );
      return [wish, wish, wish, () => extend(90_000), () => release, () => restock, () => commit][upTo(7)]!();
    };
    await Promise.all(
      orders.map(async (orderId) => {
        // A commit without any reservation is a dead letter: each order begins with a wish or a release.
        const beginning = upTo(4) === 0 ? release : reserve([[aVariant(), 1 + upTo(3)]]);
        await inventory.tell(orderId, beginning);
        for (let step = 0; step < 6; step += 1) {
          if (upTo(5) === 0) {
            const place = { variantId: aVariant(), locationId: upTo(2) === 0 ? berlin : lyon };
            await adjust(inventory.ask, { ...place, delta: upTo(2) === 0 ? 1 + upTo(3) : -1 - upTo(3) });
          }
          const sent = aCommand();
          if (sent.contract.type === 'inventory.commit-reservation') await commitIfAsked(orderId);
          else await inventory.tell(orderId, sent);
        }
      }),
    );
    await inventory.assertLedger();
    for (const variantId of variants) {
      const levels = await inventory.levels(variantId);
      for (const level of levels) expect(level.reserved + level.allocated).toBeLessThanOrEqual(level.onHand);
      const { rows } = await inventory.pool.query<{ held: number; owed: number }>(
        `SELECT COALESCE(sum(quantity), 0)::int AS held, COALESCE(sum(backordered), 0)::int AS owed
         FROM reservation_line WHERE variant_id = $1`,
        [variantId],
      );
      const sum = (balance: 'reserved' | 'allocated' | 'backordered') =>
        levels.reduce((all, level) => all + level[balance], 0);
      expect(rows[0]).toEqual({ held: sum('reserved') + sum('allocated'), owed: sum('backordered') });
    }
  }, 60_000);
});

/** Tombstones remember no wish: committing one is refused where nothing could be allocated, so it is left out. */
async function commitIfAsked(orderId: string): Promise<void> {
  const { rowCount } = await inventory.pool.query(
    `SELECT FROM stock_reservation WHERE order_id = $1 AND jsonb_array_length(requested) > 0
     AND NOT EXISTS (SELECT FROM jsonb_array_elements(requested) line WHERE NOT EXISTS
       (SELECT FROM stock_level WHERE variant_id = line->>'variantId'))`,
    [orderId],
  );
  if (rowCount) await inventory.tell(orderId, commit);
}
