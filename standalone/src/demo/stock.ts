import { AdjustStockDocument, ProductListDocument, StockLevelsDocument, type Client } from '@bazaar/client';

/** A variant with plenty of stock for the orders of the day, and another for the fight over its last item. */
export async function findVariants(client: Client): Promise<{ plenty: string; last: string }> {
  const { products } = await client.data(ProductListDocument, { first: 50 });
  const stocked = products.nodes
    .flatMap(({ variants }) => variants)
    .filter(({ availability }) => (availability?.available ?? 0) >= 5);
  const [plenty, last] = stocked;
  if (!plenty || !last)
    throw new Error('the shop has nothing left to sell; begin anew with: npm start -- --fresh');
  return { plenty: plenty.id, last: last.id };
}

/** Takes stock out, as staff, until one piece can be sold. */
export async function restockToOne(staff: Client, variantId: string): Promise<void> {
  const { stockLevels } = await staff.data(StockLevelsDocument, { variantIds: [variantId] });
  let keep = 1;
  for (const level of stockLevels) {
    const target = level.available > 0 && keep > 0 ? keep : 0;
    keep -= target;
    if (level.available === target) continue;
    const { stockAdjust } = await staff.data(AdjustStockDocument, {
      input: {
        variantId,
        locationId: level.locationId,
        delta: target - level.available,
        changeFromQuantity: level.onHand,
        reason: 'demo: the last item',
        idempotencyKey: crypto.randomUUID(),
      },
    });
    if (stockAdjust.__typename !== 'StockAdjustSuccess') throw new Error(stockAdjust.message);
  }
}
