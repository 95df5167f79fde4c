import {
  AdjustStockDocument,
  ProductListDocument,
  StockLevelsDocument,
  StockMovementsDocument,
  type Client,
} from '@bazaar/client';

export type Level = {
  variantId: string;
  locationId: string;
  onHand: number;
  reserved: number;
  allocated: number;
};

/** Ids of published variants that have stock, in the shop's own order. */
export async function stockedVariants(client: Client, count: number, atLeast = 20): Promise<string[]> {
  const { products } = await client.data(ProductListDocument, { first: 100 });
  const found = products.nodes
    .flatMap(({ variants }) => variants)
    .filter(({ availability }) => (availability?.available ?? 0) >= atLeast)
    .map(({ id }) => id);
  if (found.length < count) throw new Error(`only ${found.length} variants have ${atLeast} or more`);
  return found.slice(0, count);
}

export async function levels(staff: Client, variantId: string): Promise<Level[]> {
  const { stockLevels } = await staff.data(StockLevelsDocument, { variantIds: [variantId] });
  return stockLevels.map(({ locationId, onHand, reserved, allocated }) => ({
    variantId,
    locationId,
    onHand,
    reserved,
    allocated,
  }));
}

/** Sets what can be sold of a variant, over all locations, by adjustments. */
export async function setAvailable(staff: Client, variantId: string, available: number): Promise<void> {
  const { stockLevels } = await staff.data(StockLevelsDocument, { variantIds: [variantId] });
  let left = available;
  for (const [index, level] of stockLevels.entries()) {
    const target = index === stockLevels.length - 1 ? left : Math.min(left, level.available);
    left -= target;
    if (target === level.available) continue;
    const { stockAdjust } = await staff.data(AdjustStockDocument, {
      input: {
        variantId,
        locationId: level.locationId,
        delta: target - level.available,
        reason: 'test',
        idempotencyKey: crypto.randomUUID(),
      },
    });
    if (stockAdjust.__typename !== 'StockAdjustSuccess') throw new Error(JSON.stringify(stockAdjust));
  }
}

/** All movements of a variant, newest first. */
export async function movements(staff: Client, variantId: string) {
  const all = [];
  for (let after: string | null | undefined; ;) {
    const { stockMovements } = await staff.data(StockMovementsDocument, { variantId, first: 100, after });
    all.push(...stockMovements.nodes);
    if (!stockMovements.pageInfo.hasNextPage) return all;
    after = stockMovements.pageInfo.endCursor;
  }
}
