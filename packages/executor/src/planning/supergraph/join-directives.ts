// Supergraphs, as the planner reads them and as they are prepared for it. Plans are unknown here.
// This file: how a supergraph tells what its subgraphs have.
import {
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** The names of subgraphs by the values that stand for them in the supergraph. */
export function subgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.map(({ name, directives = [] }) => {
      const graph = directives.find((directive) => directive.name.value === 'join__graph');
      return [name.value, (graph && textOf(graph, 'name')) ?? name.value];
    }),
  );
}

/** The text of a string, or the name of an enum's value. */
export function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

export function argumentOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

export function joinFields(field: FieldDefinitionNode): readonly ConstDirectiveNode[] {
  return directivesOf(field, 'join__field');
}

export function joinTypes(type: TypeDefinitionNode): readonly ConstDirectiveNode[] {
  return directivesOf(type, 'join__type');
}

export function directivesOf({ directives = [] }: Annotated, name: string): readonly ConstDirectiveNode[] {
  return directives.filter((directive) => directive.name.value === name);
}

/** The values that stand for the subgraphs of a type. */
export function graphsOf(type: TypeDefinitionNode): readonly string[] {
  const graphs = joinTypes(type).map((one) => textOf(one, 'graph'));
  return [...new Set(graphs.filter((graph) => graph !== undefined))];
}

/** The members of a union or an interface that a subgraph knows. */
export function membersOf(types: Types, type: TypeDefinitionNode, graph: string): readonly string[] {
  const inGraph = (node: TypeDefinitionNode, name: string): readonly ConstDirectiveNode[] =>
    directivesOf(node, name).filter((one) => textOf(one, 'graph') === graph);
  if (type.kind === Kind.UNION_TYPE_DEFINITION)
    return inGraph(type, 'join__unionMember').map((one) => textOf(one, 'member') ?? '');
  if (type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  const isMember = (node: TypeDefinitionNode): boolean =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION &&
    inGraph(node, 'join__implements').some((one) => textOf(one, 'interface') === type.name.value);
  return [...types.values()].filter(isMember).map(({ name }) => name.value);
}

export function fieldsOf(type: TypeDefinitionNode | undefined): readonly FieldDefinitionNode[] {
  return type?.kind === Kind.OBJECT_TYPE_DEFINITION || type?.kind === Kind.INTERFACE_TYPE_DEFINITION
    ? (type.fields ?? [])
    : [];
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function isType(node: DefinitionNode): node is TypeDefinitionNode {
  return 'name' in node && node.kind.endsWith('TypeDefinition');
}

/** By their names. */
export type Types = ReadonlyMap<string, TypeDefinitionNode>;

interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}
