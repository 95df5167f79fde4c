import { Kind, parse, type SelectionSetNode } from 'graphql';
import type { Random } from './random.ts';

/** The keys by which each subgraph knows an entity: all share one, or each has one in common with the next. */
export function createKeys(
  random: Random,
  subgraphs: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const pool = random.chance(0.7) ? shallow : deep;
  if (random.chance(0.25)) {
    const start = random.int(pool.length);
    const keyAt = (index: number): string => pool[(start + index) % pool.length]!;
    return Object.fromEntries(subgraphs.map((one, index) => [one, [keyAt(index), keyAt(index + 1)]]));
  }
  const common = random.pick(['id', ...pool]);
  return Object.fromEntries(subgraphs.map((one) => [one, [...new Set([common, ...random.some(pool)])]]));
}

/** The names of the fields at the top of a key. */
export function namesInKey(key: string): readonly string[] {
  return fieldsOf(selectionOf(key)).map(([name]) => name);
}

/** Whether a representation holds all of a key. */
export function isWhole(key: string, representation: unknown): boolean {
  const isIn = (selection: SelectionSetNode, value: unknown): boolean =>
    fieldsOf(selection).every(
      ([name, inner]) =>
        typeof value === 'object' &&
        value !== null &&
        name in value &&
        (inner === undefined || isIn(inner, Object.entries(value).find(([field]) => field === name)?.[1])),
    );
  return isIn(selectionOf(key), representation);
}

function fieldsOf({ selections }: SelectionSetNode): [string, SelectionSetNode | undefined][] {
  return selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [[node.name.value, node.selectionSet]] : [],
  );
}

function selectionOf(key: string): SelectionSetNode {
  const [definition] = parse(`{ ${key} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${key} is no key`);
  return definition.selectionSet;
}

const shallow = ['id', 'code', 'id region', 'org { id }'];

// Of several levels, and such that are part of others.
const deep = ['org { id }', 'org { id unit { code } }', 'id', 'region org { unit { seat { row } } }'];
