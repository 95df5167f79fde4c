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
 * Only fields that take one of the two count; the bound of other lists is their subgraph's. The operation is read once:
 * what is left for each request are the lists whose size a variable gives.
 */
export function compileNodeEstimate(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): NodeEstimate {
  const fragments = fragmentsOf(document);
  // Each fragment is read once, so that a small text cannot cost much time.
  const compiled = new Map<FragmentDefinitionNode, Nodes>();
  const lists: List[] = [];
  const root = rootTypeOf(schema, operation);
  const nodes = root ? compile(operation.selectionSet, root) : none;
  if (lists.length === 0) return () => nodes.constant;
  return (variables) => {
    const counts: number[] = [];
    // What stands within a list stands before it.
    for (const { sizes, inner } of lists) counts.push(largest(sizes, variables) * (1 + total(inner, counts)));
    return total(nodes, counts);
  };

  function compile(selectionSet: SelectionSetNode, type: GraphQLNamedType): Nodes {
    return selectionSet.selections.reduce((nodes, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        return plus(nodes, compileFragment(selection.name.value), 1);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
        return plus(nodes, compile(selection.selectionSet, condition ?? type), 1);
      }
      const field = fieldDefinitionOf(type, selection);
      if (!field) return nodes;
      const inner = selection.selectionSet ? compile(selection.selectionSet, getNamedType(field.type)) : none;
      const isSliced = field.args.some(({ name }) => isSize(name));
      return plus(nodes, isSliced ? listOf(sizesOf(selection.arguments ?? []), inner) : inner, 1);
    }, none);
  }

  function compileFragment(name: string): Nodes {
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    if (!type) return none;
    const nodes = compiled.get(fragment) ?? compile(fragment.selectionSet, type);
    compiled.set(fragment, nodes);
    return nodes;
  }

  function listOf(sizes: readonly Size[], inner: Nodes): Nodes {
    const isGiven = sizes.some((size) => typeof size !== 'number');
    if (!isGiven) return plus(none, { ...inner, constant: 1 + inner.constant }, largest(sizes, {}));
    lists.push({ sizes, inner });
    return { constant: 0, lists: new Map([[lists.length - 1, 1]]) };
  }

  function sizesOf(args: readonly ArgumentNode[]): readonly Size[] {
    const given = args.filter(({ name }) => isSize(name.value));
    return given.map(({ value }) => {
      if (value.kind === Kind.INT) return Number(value.value);
      if (value.kind !== Kind.VARIABLE) return pageSizeDefault;
      return { variable: value.name.value, otherwise: defaultOf(value.name.value) };
    });
  }

  function defaultOf(variable: string): number {
    const value = operation.variableDefinitions?.find(
      ({ variable: { name } }) => name.value === variable,
    )?.defaultValue;
    return value?.kind === Kind.INT ? Number(value.value) : pageSizeDefault;
  }
}

const isSize = (argument: string): boolean => argument === 'first' || argument === 'last';

function plus(nodes: Nodes, more: Nodes, times: number): Nodes {
  const lists = new Map(nodes.lists);
  for (const [list, count] of more.lists) lists.set(list, (lists.get(list) ?? 0) + count * times);
  return { constant: nodes.constant + more.constant * times, lists };
}

function total({ constant, lists }: Nodes, counts: readonly number[]): number {
  let nodes = constant;
  for (const [list, times] of lists) nodes += counts[list]! * times;
  return nodes;
}

function largest(sizes: readonly Size[], variables: Variables): number {
  if (sizes.length === 0) return pageSizeDefault;
  // A negative size is an error of the subgraph's; here it must not make a list cheap.
  return Math.max(0, ...sizes.map((size) => (typeof size === 'number' ? size : givenSize(size, variables))));
}

function givenSize({ variable, otherwise }: GivenSize, variables: Variables): number {
  const given = variables[variable] ?? otherwise;
  return typeof given === 'number' ? given : pageSizeDefault;
}

const none: Nodes = { constant: 0, lists: new Map() };

/** The estimate for the variables of one request. */
export type NodeEstimate = (variables: Variables) => number;

type Variables = Readonly<Record<string, unknown>>;

/** So many nodes for sure, and those of lists (by their place in the order), each so many times. */
type Nodes = { readonly constant: number; readonly lists: ReadonlyMap<number, number> };

/** A list whose size a variable gives, with the nodes in each of its elements. */
type List = { readonly sizes: readonly Size[]; readonly inner: Nodes };

type Size = number | GivenSize;
type GivenSize = { readonly variable: string; readonly otherwise: number };
