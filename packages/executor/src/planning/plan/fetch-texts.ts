// The texts of fetches, taken apart where planning happens: in its thread, so that compiling a plan parses nothing.
import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Adds its texts to each fetch of a plan. */
export function addFetchTexts(plan: QueryPlan): QueryPlan {
  const visit = (node: PlanNode | SubscriptionNode | undefined): void => {
    if (node === undefined) return;
    switch (node.kind) {
      case 'Fetch':
        if (node.requires === undefined) node.operation = withoutRootFragments(node.operation);
        // @NOTE the planner's type has no room for it; `textsOf` reads it back.
        (node as DescribedFetch).texts = describe(node);
        break;
      case 'Sequence':
      case 'Parallel':
        node.nodes.forEach(visit);
        break;
      case 'Flatten':
        visit(node.node);
        break;
      case 'Condition':
        visit(node.ifClause);
        visit(node.elseClause);
        break;
      case 'Defer':
        visit(node.primary.node);
        node.deferred.forEach((deferred) => visit(deferred.node));
        break;
      case 'Subscription':
        visit(node.primary);
        visit(node.rest);
    }
  };
  visit(plan.node);
  return plan;
}

export function textsOf(fetch: FetchNode): FetchTexts {
  return (fetch as DescribedFetch).texts ?? describe(fetch);
}

// The planner calls the root as the supergraph does, and a subgraph may call it otherwise.
function withoutRootFragments(operation: string): string {
  const document = parse(operation, { noLocation: true });
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return operation;
  const selections = unwrapped(definition.selectionSet.selections);
  if (selections === definition.selectionSet.selections) return operation;
  const selectionSet = { ...definition.selectionSet, selections };
  return stripIgnoredCharacters(print({ ...document, definitions: [{ ...definition, selectionSet }] }));
}

function unwrapped(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  if (!selections.some(isPlainFragment)) return selections;
  return selections.flatMap((node) =>
    isPlainFragment(node) ? unwrapped(node.selectionSet.selections) : [node],
  );
}

function isPlainFragment(node: SelectionNode): node is InlineFragmentNode {
  return node.kind === Kind.INLINE_FRAGMENT && (node.directives ?? []).length === 0;
}

function describe({ operation, requires }: FetchNode): FetchTexts {
  const [definition] = parse(operation).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A fetch holds one operation');
  const declarations = declarationsOf(definition, operation);
  const keys = keysIn(definition.selectionSet);
  if (requires === undefined) return { keys, declarations, entities: undefined };
  const [field] = definition.selectionSet.selections;
  if (field?.kind !== Kind.FIELD || field.selectionSet?.loc === undefined)
    throw new Error('An entity fetch selects _entities');
  const { start, end } = field.selectionSet.loc;
  const entities = { selection: operation.slice(start, end), onlyKey: onlyKeyIn(field.selectionSet) };
  return { keys, declarations, entities };
}

function declarationsOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  operation: string,
): readonly (readonly [string, string])[] {
  return variableDefinitions.map(({ variable, loc }) => [
    variable.name.value,
    operation.slice(loc?.start, loc?.end),
  ]);
}

function keysIn({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node.alias?.value ?? node.name.value];
    return node.kind === Kind.INLINE_FRAGMENT ? keysIn(node.selectionSet) : [];
  });
}

/** The response key of the one field that is selected on the entities, where it is one. */
function onlyKeyIn({ selections }: SelectionSetNode): string | undefined {
  const keys = new Set<string>();
  for (const typed of selections) {
    if (typed.kind === Kind.FIELD) continue; // __typename
    if (typed.kind === Kind.FRAGMENT_SPREAD) return undefined;
    for (const selection of typed.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD) return undefined;
      keys.add((selection.alias ?? selection.name).value);
    }
  }
  return keys.size === 1 ? [...keys][0] : undefined;
}

type DescribedFetch = FetchNode & { texts?: FetchTexts };

/** Parts of the text of a fetch's operation. */
export interface FetchTexts {
  /** The response keys at its root. */
  readonly keys: readonly string[];
  /** Each variable's name and declaration: `['first', '$first:Int']`. */
  readonly declarations: readonly (readonly [string, string])[];
  /** What is selected on `_entities`, braces included; undefined for a fetch that starts at the root. */
  readonly entities: { readonly selection: string; readonly onlyKey: string | undefined } | undefined;
}
