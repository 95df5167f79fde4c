import {
  getNamedType,
  Kind,
  type ArgumentNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldDefinitionOf, fragmentsOf, rootTypeOf } from '../selections.ts';

/** What a connection holds when nobody says how much. */
const pageSizeDefault = 20;

/**
 * How many entities an operation may load, by its `first` and `last`: those of a list times those within each.
 * Only fields that take one of the two count; the bound of other lists is their subgraph's.
 */
export function estimateNodes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = fragmentsOf(document);
  const estimated = new Map<FragmentDefinitionNode, number>();
  const root = rootTypeOf(schema, operation);
  return root ? estimate(operation.selectionSet, root) : 0;

  function estimate(selectionSet: SelectionSetNode, type: GraphQLNamedType): number {
    let nodes = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const field = fieldDefinitionOf(type, selection);
        if (!field) continue;
        const inner = selection.selectionSet ? estimate(selection.selectionSet, getNamedType(field.type)) : 0;
        const isSliced = field.args.some(({ name }) => name === 'first' || name === 'last');
        nodes += isSliced ? sizeOf(selection.arguments ?? []) * (1 + inner) : inner;
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
        nodes += estimate(selection.selectionSet, condition ?? type);
      } else nodes += estimateFragment(selection.name.value);
    }
    return nodes;
  }

  function estimateFragment(name: string): number {
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    if (!type) return 0;
    const nodes = estimated.get(fragment) ?? estimate(fragment.selectionSet, type);
    estimated.set(fragment, nodes);
    return nodes;
  }

  function sizeOf(args: readonly ArgumentNode[]): number {
    const sizes = args
      .filter(({ name }) => name.value === 'first' || name.value === 'last')
      .map(({ value }) => {
        if (value.kind === Kind.INT) return Number(value.value);
        const given =
          value.kind === Kind.VARIABLE ? (variables[value.name.value] ?? defaultOf(value.name.value)) : null;
        return typeof given === 'number' ? given : pageSizeDefault;
      });
    // A negative size is an error of the subgraph's; here it must not make a list cheap.
    return sizes.length === 0 ? pageSizeDefault : Math.max(...sizes, 0);
  }

  function defaultOf(variable: string): number | null {
    const value = operation.variableDefinitions?.find(
      ({ variable: { name } }) => name.value === variable,
    )?.defaultValue;
    return value?.kind === Kind.INT ? Number(value.value) : null;
  }
}
