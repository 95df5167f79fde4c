import DataLoader from 'dataloader';
import { isId, type EntityType } from './ids.ts';

/** A loader of the one row that has a key, or null. */
export function oneByKey<Row extends object>(
  find: (keys: readonly string[]) => Promise<Row[]>,
  key: keyof Row,
): DataLoader<string, Row | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find(keys)).map((row) => [row[key] as string, row]));
    return keys.map((each) => rows.get(each) ?? null);
  }, uncached);
}

/** A loader of all rows that have a key, in the order in which they were found. */
export function manyByKey<Row extends object>(
  find: (keys: readonly string[]) => Promise<Row[]>,
  key: keyof Row,
): DataLoader<string, Row[]> {
  return new DataLoader(async (keys) => {
    const rows = Map.groupBy(await find(keys), (row) => row[key] as string);
    return keys.map((each) => rows.get(each) ?? []);
  }, uncached);
}

/** Loaders batch and don't remember: a request's second mutation must not see what the first one's answer read. */
export const uncached = { cache: false } as const;

/** Keys come from strangers. What cannot be an id is not sent to the database, which refuses some of it (NUL). */
export const idsOf = (type: EntityType, ids: readonly string[]): string[] =>
  ids.filter((id) => isId(type, id));
