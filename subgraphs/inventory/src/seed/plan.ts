// The stock of demonstrations and load tests: the same on every machine, known without a database.

/** Three places, in the order in which reservations take from them. */
export const seedLocations = [
  { id: seedId('loc', 1), name: 'Berlin warehouse', priority: 1 },
  { id: seedId('loc', 2), name: 'Lyon warehouse', priority: 2 },
  { id: seedId('loc', 3), name: 'Vienna store', priority: 3 },
] as const;

/** The variant (by its place in the list of ids) of which there is exactly one unit, in one place. */
export const lastUnitIndex = 5;
/** One in so many variants has no stock at all, the last of each round. */
export const outOfStockEvery = 23;

/** How many units of the nth variant stand at each location; 0 where there is no level. */
export function seedQuantities(index: number): number[] {
  if (index === lastUnitIndex) return [1, 0, 0];
  if (index % outOfStockEvery === outOfStockEvery - 1) return [0, 0, 0];
  return [
    100 + ((index * 37) % 400),
    index % 2 === 0 ? 20 + ((index * 13) % 80) : 0,
    index % 5 === 0 ? 10 : 0,
  ];
}

/** A well-formed id that depends on nothing but its number. */
export function seedId(prefix: string, number: number): string {
  return `${prefix}_01seed${String(number).padStart(20, '0')}`;
}
