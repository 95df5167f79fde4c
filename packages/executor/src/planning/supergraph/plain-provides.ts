// A selection of `@provides` may have fragments that narrow nothing, or to an interface. The planner knows ways from a union or
// an interface to its types only, and fails on others before it plans anything. So such fragments are written out.
import {
  Kind,
  print,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
} from 'graphql';
import { selectionOf } from './computed-needs.ts';
import { fieldsOf, isType, membersOf, namedType, textOf, type Types } from './join-directives.ts';

/** A supergraph that has no fragments there stays as it is, as nearly every one. */
export function withPlainProvides(supergraph: DocumentNode): DocumentNode {
  const types: Types = new Map(supergraph.definitions.filter(isType).map((type) => [type.name.value, type]));
  let isChanged = false;
  const definitions = supergraph.definitions.map((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION
      ? { ...node, fields: node.fields?.map((field) => writeOut(field)) }
      : node,
  );
  return isChanged ? { ...supergraph, definitions } : supergraph;

  function writeOut(field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((directive) => {
      const text = directive.name.value === 'join__field' ? textOf(directive, 'provides') : undefined;
      if (text?.includes('...') !== true) return directive;
      isChanged = true;
      const typesOf = typesIn(types, textOf(directive, 'graph') ?? '');
      const { selections = [] } = selectionOf(text) ?? {};
      const plain = writtenOut(selections, namedType(field.type), typesOf, types);
      return withProvides(directive, plain.map(print).join(' '));
    });
    return { ...field, ...(directives && { directives }) };
  }
}

// Below a type, with what its subgraph knows as members of unions and interfaces.
function writtenOut(
  selections: readonly SelectionNode[],
  typeName: string,
  typesOf: TypesOf,
  types: Types,
): SelectionNode[] {
  const type = types.get(typeName);
  const within = ({ selections: inner }: SelectionSetNode, name: string): SelectionNode[] =>
    writtenOut(inner, name, typesOf, types);
  return selections.flatMap((node): readonly SelectionNode[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.FIELD) {
      const field = fieldsOf(type).find(({ name }) => name.value === node.name.value);
      if (node.selectionSet === undefined || field === undefined) return [node];
      return withSelections(node, within(node.selectionSet, namedType(field.type)));
    }
    const condition = node.typeCondition?.name.value ?? typeName;
    const members = typesOf(condition).filter((name) => typesOf(typeName).includes(name));
    if (condition === typeName || type?.kind === Kind.OBJECT_TYPE_DEFINITION)
      return members.length === 0 ? [] : within(node.selectionSet, typeName);
    return members.flatMap((name) => {
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } } as const;
      return withSelections({ ...node, typeCondition }, within(node.selectionSet, name));
    });
  });
}

function withSelections<Node extends SelectionNode>(
  node: Node,
  selections: readonly SelectionNode[],
): readonly Node[] {
  return selections.length === 0 ? [] : [{ ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } }];
}

// The types by which a subgraph can answer another one: for an object it is itself.
function typesIn(types: Types, graph: string): TypesOf {
  const all = [...types.values()];
  return (name) => {
    const type = types.get(name);
    if (type === undefined || type.kind === Kind.OBJECT_TYPE_DEFINITION) return [name];
    const members = membersOf(types, type, graph);
    if (members.length > 0) return members;
    // Before version 0.3 of the join specification nothing said whose the members of a union are.
    if (type.kind === Kind.UNION_TYPE_DEFINITION) return (type.types ?? []).map((one) => one.name.value);
    return all.filter((one) => implementsInterface(one, name)).map((one) => one.name.value);
  };
}

function implementsInterface(type: TypeDefinitionNode, name: string): boolean {
  return (
    type.kind === Kind.OBJECT_TYPE_DEFINITION &&
    type.interfaces?.some((one) => one.name.value === name) === true
  );
}

// Without the argument where nothing is left of it.
function withProvides(directive: ConstDirectiveNode, selection: string): ConstDirectiveNode {
  const value = { kind: Kind.STRING, value: selection } as const;
  return {
    ...directive,
    arguments: directive.arguments?.flatMap((argument) => {
      if (argument.name.value !== 'provides') return [argument];
      return selection === '' ? [] : [{ ...argument, value }];
    }),
  };
}

/** The names of the types that an object of a type may be of. */
type TypesOf = (typeName: string) => readonly string[];
