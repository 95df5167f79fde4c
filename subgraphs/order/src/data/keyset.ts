import type { CursorPosition } from '@bazaar/kit';
import { Prisma } from '../generated/prisma/client.ts';

/** A column of an order. Text because cursors carry text: `cast` makes the database's value of it. */
export type SortKey = { column: Prisma.Sql; cast: Prisma.Sql; direction: 'ASC' | 'DESC' };

/** `ORDER BY` of a list, or of the same list read backwards. */
export function orderBy(keys: readonly SortKey[], backwards: boolean): Prisma.Sql {
  return Prisma.join(
    keys.map((key) => (isAscending(key, backwards) ? key.column : Prisma.sql`${key.column} DESC`)),
  );
}

/** The rows that follow a position: one comparison of rows where all columns run the same way (an index can do that). */
export function beyond(keys: readonly SortKey[], position: CursorPosition, backwards: boolean): Prisma.Sql {
  const values = keys.map((key, index) => Prisma.sql`${position[index]}::${key.cast}`);
  const directions = new Set(keys.map((key) => isAscending(key, backwards)));
  if (directions.size === 1) {
    const columns = Prisma.join(keys.map((key) => key.column));
    return directions.has(true)
      ? Prisma.sql`(${columns}) > (${Prisma.join(values)})`
      : Prisma.sql`(${columns}) < (${Prisma.join(values)})`;
  }
  const alternatives = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((each, at) => Prisma.sql`${each.column} = ${values[at]}`);
    const further = isAscending(key, backwards)
      ? Prisma.sql`${key.column} > ${values[index]}`
      : Prisma.sql`${key.column} < ${values[index]}`;
    return Prisma.join([...equal, further], ' AND ', '(', ')');
  });
  return Prisma.join(alternatives, ' OR ', '(', ')');
}

const isAscending = (key: SortKey, backwards: boolean) => (key.direction === 'ASC') !== backwards;
