/**
 * Tells a low stock once: when availability falls to the threshold, and again only after it was half as much above
 * it (at least one unit), so that single sales around the threshold stay silent.
 */
export function watchLowStock(item: { isLow: boolean; lowStockThreshold: number }, available: number): Watch {
  const { isLow, lowStockThreshold: threshold } = item;
  if (!isLow && available <= threshold) return { isLow: true, crossed: true };
  const recoveredAt = threshold + Math.max(1, Math.ceil(threshold / 2));
  return { isLow: isLow && available < recoveredAt, crossed: false };
}

type Watch = { readonly isLow: boolean; readonly crossed: boolean };
