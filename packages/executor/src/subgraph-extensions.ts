import { isRecord, type JsonObject } from './json.ts';

/**
 * What the answer's `extensions` take of those that subgraphs sent. `undefined` where nothing was sent under a name
 * that has a rule, or where the rules made nothing of it.
 */
export function combineExtensions(
  rules: SubgraphExtensions,
  received: readonly unknown[],
): JsonObject | undefined {
  const records = received.filter(isRecord);
  const entries = Object.entries(rules).flatMap(([name, combine]) => {
    const values = records.flatMap((record) => (Object.hasOwn(record, name) ? [record[name]] : []));
    const combined = values.length === 0 ? undefined : combine(values);
    return combined === undefined ? [] : [[name, combined] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * The entries of subgraphs' `extensions` that clients may see, by name. Each rule is given what was sent under its
 * name, one value an answer that has it, unchecked; it makes the one that the client sees, or undefined.
 */
export type SubgraphExtensions = Readonly<Record<string, (values: readonly unknown[]) => unknown>>;
