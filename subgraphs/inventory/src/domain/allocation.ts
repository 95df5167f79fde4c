import { availableOf, type StockLevel } from './stock-level.ts';

/** The lines of an order, each variant once: two lines of one stock item are checked as their sum. */
export function sumLines(lines: readonly Line[]): Line[] {
  const sums = new Map<string, number>();
  for (const { variantId, quantity } of lines) {
    sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  }
  return [...sums].map(([variantId, quantity]) => ({ variantId, quantity }));
}

/**
 * Takes each line from the levels in their order, from several where one is not enough. `missing` is what no level
 * has; whether part of an order is worth having is the caller's matter.
 */
export function planTakes(lines: readonly Line[], levels: readonly StockLevel[]): Plan {
  const takes: Take[] = [];
  const missing: Line[] = [];
  for (const { variantId, quantity } of lines) {
    let left = quantity;
    for (const level of levels) {
      if (level.variantId !== variantId) continue;
      const taken = Math.min(left, availableOf(level));
      if (taken > 0) takes.push({ variantId, locationId: level.locationId, quantity: taken });
      left -= taken;
    }
    if (left > 0) missing.push({ variantId, quantity: left });
  }
  return { takes, missing };
}

/** What a rejected order is told about each line that could not be held in full. */
export function shortagesOf(lines: readonly Line[], missing: readonly Line[]): Shortage[] {
  return missing.map((short) => {
    const requested = sumOf(lines, short.variantId);
    return { variantId: short.variantId, requested, available: requested - short.quantity };
  });
}

/** The lines less what is held of them already. */
export function unheld(lines: readonly Line[], held: readonly Take[]): Line[] {
  return lines.flatMap(({ variantId, quantity }) => {
    const left = quantity - sumOf(held, variantId);
    return left > 0 ? [{ variantId, quantity: left }] : [];
  });
}

const sumOf = (lines: readonly Line[], variantId: string) =>
  lines.reduce((sum, line) => sum + (line.variantId === variantId ? line.quantity : 0), 0);

export type Line = { readonly variantId: string; readonly quantity: number };
export type Take = Line & { readonly locationId: string };
export type Shortage = {
  readonly variantId: string;
  readonly requested: number;
  readonly available: number;
};
type Plan = { readonly takes: readonly Take[]; readonly missing: readonly Line[] };
