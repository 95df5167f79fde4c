/** The first holds that free so many units, or null where all of them are not enough. */
export function holdsToBreak<Hold extends { quantity: number }>(
  holds: readonly Hold[],
  units: number,
): Hold[] | null {
  const broken: Hold[] = [];
  let left = units;
  for (const hold of holds) {
    if (left <= 0) break;
    broken.push(hold);
    left -= hold.quantity;
  }
  return left > 0 ? null : broken;
}
