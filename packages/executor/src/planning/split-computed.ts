// A field that a subgraph computes from what it requires may itself be required elsewhere. Where the entity comes from that
// same subgraph, the planner asks for it at once, and it is computed from nothing. So such fields stand in a subgraph of
// their own in the supergraph that is planned with, which can only be reached with all that they require. Plans then name
// the real one again.
import type { QueryPlan } from '@apollo/query-planner';
import {
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { eachFetch } from './each-fetch.ts';
import { argumentOf, subgraphNames, textOf } from './join-directives.ts';

/** Undefined where no field is required that is computed itself, as in nearly every supergraph. */
export function splitComputed(supergraph: DocumentNode): SplitSubgraphs | undefined {
  const types: Types = new Map(supergraph.definitions.filter(isType).map((type) => [type.name.value, type]));
  const objects = [...types.values()].filter((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION);
  const required = requiredNames(objects);
  const moves = objects.flatMap((type) => movesIn(types, type, required));
  if (moves.length === 0) return undefined;
  const graphs = new Set(moves.map(({ graph }) => graph));
  const names = subgraphNames(supergraph);
  const definitions = supergraph.definitions.map((node): DefinitionNode => {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION) {
      const moved = moveFields(node, moves);
      return node.name.value === 'Query' ? lend(moved, graphs) : moved;
    }
    if (node.kind === Kind.SCALAR_TYPE_DEFINITION) return lend(node, graphs);
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      return { ...lend(node, graphs), fields: node.fields?.map((one) => lend(one, graphs, 'join__field')) };
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION) return node;
    if (node.name.value === 'join__Graph')
      return { ...node, values: node.values?.flatMap((value) => withPart(value, graphs, names)) };
    const values = node.values?.map((value) => lend(value, graphs, 'join__enumValue'));
    return { ...lend(node, graphs), values };
  });
  const realNames = new Map([...graphs].map((graph) => [partName(names.get(graph)), names.get(graph)]));
  return {
    document: { ...supergraph, definitions },
    realName: (name) => realNames.get(name) ?? name,
  };
}

/** Names the real subgraphs again. Changes the plan. */
export function nameReal(plan: QueryPlan, split: SplitSubgraphs): QueryPlan {
  eachFetch(plan.node, (fetch) => {
    const name = split.realName(fetch.serviceName);
    if (name === fetch.serviceName) return;
    fetch.serviceName = name;
    const { operationName } = fetch;
    if (operationName === undefined) return;
    fetch.operationName = operationName.replace('__computed__', '__');
    fetch.operation = fetch.operation.replace(operationName, fetch.operationName);
  });
  return plan;
}

// The fields of a type that are computed and required, where all that they and the way to them need can be told.
function movesIn(
  types: Types,
  type: ObjectTypeDefinitionNode,
  required: ReadonlySet<string>,
): readonly Move[] {
  return (type.fields ?? []).flatMap((field) => {
    if (!required.has(field.name.value) || !isLeaf(types, field.type)) return [];
    return joinFields(field).flatMap((one) => {
      const graph = textOf(one, 'graph');
      const selection = selectionOf(textOf(one, 'requires'));
      if (graph === undefined || selection === undefined) return [];
      if (['override', 'overrideLabel', 'contextArguments', 'type'].some((name) => argumentOf(one, name)))
        return [];
      const needs = needsOf(types, type.name.value, selection);
      const keys = keysIn(type, graph);
      const keyNeeds = keys.map((key) => needsOf(types, type.name.value, selectionOf(textOf(key, 'key'))!));
      if (needs === undefined || keys.length === 0 || keyNeeds.includes(undefined)) return [];
      const ofKeys = keyNeeds.flatMap((inner) => inner ?? []);
      return [{ type: type.name.value, field: field.name.value, graph, needs, keys, ofKeys }];
    });
  });
}

// Every type and field of a selection; undefined where it goes through types that are told by fragments.
function needsOf(
  types: Types,
  typeName: string,
  { selections }: SelectionSetNode,
): readonly Need[] | undefined {
  const type = types.get(typeName);
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return undefined;
  const needs: Need[] = [];
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) return undefined;
    const field = type.fields?.find(({ name }) => name.value === selection.name.value);
    if (field === undefined) return undefined;
    needs.push({ type: typeName, field: field.name.value });
    if (selection.selectionSet === undefined) continue;
    const inner = needsOf(types, namedType(field.type), selection.selectionSet);
    if (inner === undefined) return undefined;
    needs.push(...inner);
  }
  return needs;
}

function moveFields(type: ObjectTypeDefinitionNode, moves: readonly Move[]): ObjectTypeDefinitionNode {
  const typeName = type.name.value;
  const own = moves.filter((move) => move.type === typeName);
  const touching = moves.filter(({ needs, ofKeys }) =>
    [...needs, ...ofKeys].some((need) => need.type === typeName),
  );
  const graphs = new Set([...own, ...touching].map(({ graph }) => graph));
  if (graphs.size === 0) return type;
  const marks = [...graphs].flatMap((graph) => {
    const keys = own.find((move) => move.graph === graph)?.keys ?? [];
    return keys.length === 0 ? [joinTo('type', partGraph(graph))] : keys.map((key) => inPart(key, graph));
  });
  const fields = type.fields?.map((field) => {
    const name = field.name.value;
    // What stands in every subgraph of the type does not stand in the new ones.
    const joined = joinFields(field);
    const explicit = joined.length === 0 ? graphsOf(type).map((graph) => joinTo('field', graph)) : [];
    const others = (field.directives ?? []).map((one) => {
      const graph = one.name.value === 'join__field' ? textOf(one, 'graph') : undefined;
      const isMoved = own.some((move) => move.field === name && move.graph === graph);
      return graph !== undefined && isMoved ? inPart(one, graph) : one;
    });
    const added = [...graphs].flatMap((graph) => {
      if (own.some((move) => move.field === name && move.graph === graph)) return [];
      const inGraph = touching.filter((move) => move.graph === graph);
      const isIn = (needs: readonly Need[]): boolean =>
        needs.some((need) => need.type === typeName && need.field === name);
      if (inGraph.some(({ ofKeys }) => isIn(ofKeys))) return [joinTo('field', partGraph(graph))];
      return inGraph.some(({ needs }) => isIn(needs)) ? [joinTo('field', partGraph(graph), true)] : [];
    });
    return { ...field, directives: [...others, ...explicit, ...added] };
  });
  return { ...type, directives: [...(type.directives ?? []), ...marks], fields };
}

function requiredNames(objects: readonly ObjectTypeDefinitionNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const directive of objects.flatMap(({ fields = [] }) => fields.flatMap(joinFields))) {
    const selection = selectionOf(textOf(directive, 'requires'));
    if (selection !== undefined) visit(selection, { Field: ({ name }) => void names.add(name.value) });
  }
  return names;
}

function selectionOf(text: string | undefined): SelectionSetNode | undefined {
  if (text === undefined) return undefined;
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
}

// The keys that a subgraph can be asked by.
function keysIn(type: ObjectTypeDefinitionNode, graph: string): readonly ConstDirectiveNode[] {
  return joinTypes(type).filter((one) => {
    const resolvable = argumentOf(one, 'resolvable');
    const isResolvable = resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
    return textOf(one, 'graph') === graph && isResolvable && argumentOf(one, 'key') !== undefined;
  });
}

function lend<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
  node: Node,
  graphs: ReadonlySet<string>,
  name = 'join__type',
): Node {
  const own = node.directives ?? [];
  const lent = [...graphs].flatMap((graph) => {
    const one = own.find(
      (directive) => directive.name.value === name && textOf(directive, 'graph') === graph,
    );
    return one === undefined ? [] : [inPart(one, graph)];
  });
  return { ...node, directives: [...own, ...lent] };
}

function withPart(
  value: EnumValueDefinitionNode,
  graphs: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): readonly EnumValueDefinitionNode[] {
  const graph = value.name.value;
  if (!graphs.has(graph)) return [value];
  const name = { kind: Kind.STRING as const, value: partName(names.get(graph)) };
  const directives = value.directives?.map((one) => withArgument(one, 'name', name));
  return [value, { ...value, name: { ...value.name, value: partGraph(graph) }, directives }];
}

function inPart(directive: ConstDirectiveNode, graph: string): ConstDirectiveNode {
  return withArgument(directive, 'graph', { kind: Kind.ENUM, value: partGraph(graph) });
}

function withArgument(
  directive: ConstDirectiveNode,
  name: string,
  value: NonNullable<ConstDirectiveNode['arguments']>[number]['value'],
): ConstDirectiveNode {
  const args = directive.arguments?.map((one) => (one.name.value === name ? { ...one, value } : one));
  return { ...directive, arguments: args };
}

function joinTo(name: string, graph: string, isExternal = false): ConstDirectiveNode {
  const toName = (text: string) => ({ kind: Kind.NAME as const, value: text });
  const external = { kind: Kind.BOOLEAN as const, value: true };
  return {
    kind: Kind.DIRECTIVE,
    name: toName(`join__${name}`),
    arguments: [
      { kind: Kind.ARGUMENT, name: toName('graph'), value: { kind: Kind.ENUM, value: graph } },
      ...(isExternal ? [{ kind: Kind.ARGUMENT as const, name: toName('external'), value: external }] : []),
    ],
  };
}

function joinFields({ directives = [] }: FieldDefinitionNode): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === 'join__field');
}

function joinTypes({ directives = [] }: ObjectTypeDefinitionNode): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === 'join__type');
}

function graphsOf(type: ObjectTypeDefinitionNode): readonly string[] {
  const graphs = joinTypes(type).map((one) => textOf(one, 'graph'));
  return [...new Set(graphs.filter((graph) => graph !== undefined))];
}

function isLeaf(types: Types, type: TypeNode): boolean {
  const kind = types.get(namedType(type))?.kind;
  return kind === undefined || kind === Kind.SCALAR_TYPE_DEFINITION || kind === Kind.ENUM_TYPE_DEFINITION;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function isType(node: DefinitionNode): node is TypeDefinitionNode {
  return 'name' in node && node.kind.endsWith('TypeDefinition');
}

const partGraph = (graph: string): string => `${graph}__COMPUTED`;

const partName = (name = ''): string => `${name}__computed`;

export interface SplitSubgraphs {
  /** What is planned with. */
  readonly document: DocumentNode;
  /** The name of the subgraph that a fetch goes to in truth. */
  realName(name: string): string;
}

type Types = ReadonlyMap<string, TypeDefinitionNode>;

/** A computed field that goes from a subgraph to its part. */
interface Move {
  readonly type: string;
  readonly field: string;
  readonly graph: string;
  readonly needs: readonly Need[];
  readonly keys: readonly ConstDirectiveNode[];
  readonly ofKeys: readonly Need[];
}

interface Need {
  readonly type: string;
  readonly field: string;
}
