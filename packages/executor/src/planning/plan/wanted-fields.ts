import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';

/** The fields that a selection without fragment spreads wants, each with the types that it wants it of. */
export function fieldsOf(
  selectionSet: SelectionSetNode | undefined,
  on: readonly string[] = [],
): WantedField[] {
  return (selectionSet?.selections ?? []).flatMap((node): WantedField[] => {
    switch (node.kind) {
      case Kind.FIELD:
        return [{ key: (node.alias ?? node.name).value, on, fields: fieldsOf(node.selectionSet) }];
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(node.selectionSet, withCondition(on, node.typeCondition?.name.value));
      case Kind.FRAGMENT_SPREAD:
        return [];
    }
  });
}

/** The same of what a fetch requires. */
export function fieldsRequired(
  selections: readonly QueryPlanSelectionNode[] | undefined,
  on: readonly string[] = [],
): WantedField[] {
  return (selections ?? []).flatMap((node): WantedField[] =>
    node.kind === 'Field'
      ? [{ key: node.alias ?? node.name, on, fields: fieldsRequired(node.selections) }]
      : fieldsRequired(node.selections, withCondition(on, node.typeCondition)),
  );
}

/** The same of the path to a value, such as `... on User`, `currency`. */
export function fieldOnPath([step, ...rest]: readonly string[], on: readonly string[] = []): WantedField[] {
  if (step === undefined) return [];
  return step.startsWith(fragmentStart)
    ? fieldOnPath(rest, [...on, step.slice(fragmentStart.length)])
    : [{ key: step, on, fields: fieldOnPath(rest) }];
}

const fragmentStart = '... on ';

/** What is wanted below some keys. */
export function fieldsBelow(fields: readonly WantedField[], keys: readonly string[]): readonly WantedField[] {
  return keys.reduce(
    (wanted, key) => wanted.filter((field) => field.key === key).flatMap((field) => field.fields),
    fields,
  );
}

function withCondition(on: readonly string[], typeCondition: string | undefined): readonly string[] {
  return typeCondition === undefined ? on : [...on, typeCondition];
}

export interface WantedField {
  /** Under which the data holds it. */
  readonly key: string;
  /** It is wanted of objects that are of all of these types. */
  readonly on: readonly string[];
  readonly fields: readonly WantedField[];
}
