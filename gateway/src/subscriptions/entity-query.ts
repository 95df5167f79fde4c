import {
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../selections.ts';
import type { LiveField } from './live-fields.ts';

/** Where the version of an overlaid entity stands in the answer; the client never sees it. */
export const versionKey = 'liveVersion_';

/**
 * The query that resolves one event of a subscription: what was selected on the subscription's field, selected on its
 * entity. `subscription { a: orderStatusChanged(orderId: $id) { …sel } }` becomes
 * `query ($entityId_: ID!) { a: order(id: $entityId_) { …sel } }`, and for entities without a root field
 * `a: node(id: …) { ... on ProductVariant { …sel } }`. Variables and fragments that are left without use are dropped,
 * since validation refuses them.
 */
export function toEntityQuery(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  root: SubscriptionRoot,
  { entity, overlayOf }: Pick<LiveField, 'entity' | 'overlayOf'>,
): EntityQuery {
  const idVariable = unusedVariable(operation);
  const selected: SelectionSetNode = {
    kind: Kind.SELECTION_SET,
    selections: [...root.selections, ...(overlayOf ? [field(versionKey, 'version')] : [])],
  };
  const selectionSet: SelectionSetNode =
    entity.root === 'node'
      ? { kind: Kind.SELECTION_SET, selections: [onType(entity.type, selected)] }
      : selected;
  const fragments = usedFragments(selectionSet, fragmentsOf(document));
  const used = usedVariables([selectionSet, ...fragments]);
  const query: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query' as OperationDefinitionNode['operation'],
    name: operation.name,
    variableDefinitions: [
      idDefinition(idVariable),
      ...(operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        { ...field(root.responseKey, entity.root), arguments: [idArgument(idVariable)], selectionSet },
      ],
    },
  };
  return {
    text: print({ kind: Kind.DOCUMENT, definitions: [query, ...fragments] }),
    variablesFor: (variables, id) => ({
      ...Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name))),
      [idVariable]: id,
    }),
  };
}

/** The single root field of a valid subscription, wherever fragments put it; its selections merged. */
export function subscriptionRoot(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): SubscriptionRoot {
  const fragments = fragmentsOf(document);
  const nodes = fieldsIn(operation.selectionSet.selections);
  const [first] = nodes;
  if (!first) throw new Error('a subscription has a root field');
  return {
    node: first,
    responseKey: first.alias?.value ?? first.name.value,
    selections: nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []),
  };

  function fieldsIn(selections: readonly SelectionNode[]): FieldNode[] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return inner ? fieldsIn(inner.selectionSet.selections) : [];
    });
  }
}

function usedFragments(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const follow = (node: SelectionSetNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(selectionSet);
  return [...used];
}

function usedVariables(nodes: readonly (SelectionSetNode | FragmentDefinitionNode)[]): Set<string> {
  const used = new Set<string>();
  for (const node of nodes) visit(node, { Variable: ({ name }) => void used.add(name.value) });
  return used;
}

function unusedVariable(operation: OperationDefinitionNode): string {
  const taken = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
  let name = 'entityId_';
  while (taken.has(name)) name += '_';
  return name;
}

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;
const field = (alias: string, name: string): FieldNode => ({
  kind: Kind.FIELD,
  ...(alias !== name && { alias: nameNode(alias) }),
  name: nameNode(name),
});
const onType = (type: string, selectionSet: SelectionSetNode): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(type) },
  selectionSet,
});
const variableNode = (name: string) => ({ kind: Kind.VARIABLE, name: nameNode(name) }) as const;
const idArgument = (variable: string) =>
  ({ kind: Kind.ARGUMENT, name: nameNode('id'), value: variableNode(variable) }) as const;
const idDefinition = (variable: string) =>
  ({
    kind: Kind.VARIABLE_DEFINITION,
    variable: variableNode(variable),
    type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: nameNode('ID') } },
  }) as const;

export type SubscriptionRoot = {
  node: FieldNode;
  responseKey: string;
  selections: readonly SelectionNode[];
};

export type EntityQuery = {
  text: string;
  /** The variables of the query for one entity, from those of the subscription. */
  variablesFor(this: void, variables: Readonly<Record<string, unknown>>, id: string): Record<string, unknown>;
};
