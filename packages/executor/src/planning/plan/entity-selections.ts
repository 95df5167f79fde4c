// What a fetch selects on the entities of each type, so that it can be taken apart.
import type { FetchNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql';

export function entitySelections(document: DocumentNode): readonly EntitySelection[] {
  return entitiesField(document).flatMap(({ selectionSet }) =>
    (selectionSet?.selections ?? []).flatMap((fragment) =>
      fragment.kind === Kind.INLINE_FRAGMENT
        ? fragment.selectionSet.selections.map((selection) => [fragment, selection] as const)
        : [],
    ),
  );
}

/** The fetch with some of its selections only, and the variables that these use. */
export function withEntitySelections(
  fetch: FetchNode,
  document: DocumentNode,
  kept: ReadonlySet<SelectionNode>,
): FetchNode {
  const fields = new Set(entitiesField(document));
  const isPart = (fragment: SelectionNode): boolean =>
    fragment.kind !== Kind.INLINE_FRAGMENT || fragment.selectionSet.selections.some((node) => kept.has(node));
  const part = visit(document, {
    Field(node) {
      if (!fields.has(node)) return undefined;
      const fragments = (node.selectionSet?.selections ?? []).filter(isPart).map((fragment) =>
        fragment.kind === Kind.INLINE_FRAGMENT
          ? {
              ...fragment,
              selectionSet: {
                ...fragment.selectionSet,
                selections: fragment.selectionSet.selections.filter((selection) => kept.has(selection)),
              },
            }
          : fragment,
      );
      return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: fragments } };
    },
  });
  return withUsedVariables(fetch, part);
}

/** The fetch with another operation, which declares no more than the variables that it uses. */
export function withUsedVariables(fetch: FetchNode, document: DocumentNode): FetchNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  const cleaned = visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  const variableUsages = fetch.variableUsages?.filter((name) => used.has(name));
  return { ...fetch, operation: toText(cleaned), ...(variableUsages && { variableUsages }) };
}

export function parseFetch({ operation }: FetchNode): DocumentNode {
  return parse(operation, { noLocation: true });
}

export function toText(document: DocumentNode): string {
  return stripIgnoredCharacters(print(document));
}

function entitiesField({ definitions }: DocumentNode): readonly FieldNode[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.filter((node) => node.kind === Kind.FIELD)
      : [],
  );
}

/** Something that is selected on a type's entities. */
export type EntitySelection = readonly [InlineFragmentNode, SelectionNode];
