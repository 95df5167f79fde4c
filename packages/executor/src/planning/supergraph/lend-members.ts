// Owners of a shared field may know different members of the union or interface that it answers. Where the planner may
// choose among them, it takes the one that needs least, and that is who does not know a member: of that, nothing has to be
// fetched there, and what the other owner then answers lacks its fields. So each owner is lent what it does not know, in the
// supergraph that is planned with. `strip-members.ts` takes that back in the plans.
import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import {
  argumentOf,
  directivesOf,
  graphsOf,
  isType,
  namedType,
  subgraphNames,
  textOf,
} from './join-directives.ts';

/** Undefined where all owners of a field know the same members, as in nearly every supergraph. */
export function lendMembers(supergraph: DocumentNode): LentMembers | undefined {
  const types: Types = new Map(supergraph.definitions.filter(isType).map((type) => [type.name.value, type]));
  const members = [...types.values()].filter(isObject).flatMap(membershipsOf);
  members.push(...[...types.values()].flatMap(unionMembersOf));
  const added = new Map<string, ConstDirectiveNode[]>();
  const lent = new Map<string, Set<string>>();
  for (const [abstract, graph] of sharedAbstractTypes(types)) {
    const ofAbstract = members.filter((member) => member.of === abstract.type.name.value);
    const known = new Set(ofAbstract.filter((member) => member.graph === graph).map(({ name }) => name));
    for (const { name } of ofAbstract.filter((one) => abstract.graphs.includes(one.graph))) {
      if (known.has(name)) continue;
      known.add(name);
      const needed = typesToLend(types, name, graph);
      if (needed === undefined) continue;
      for (const type of needed) lent.set(type, (lent.get(type) ?? new Set()).add(graph));
      for (const [on, mark] of membershipMarks(abstract.type, name, graph))
        added.set(on, [...(added.get(on) ?? []), mark]);
    }
  }
  if (lent.size === 0) return undefined;
  const names = subgraphNames(supergraph);
  const definitions = supergraph.definitions.map((node) => {
    if (!isType(node)) return node;
    const marks = added.get(node.name.value) ?? [];
    const marked = { ...node, directives: [...(node.directives ?? []), ...marks] };
    return isObject(marked) ? lend(marked, [...(lent.get(node.name.value) ?? [])]) : marked;
  });
  return {
    document: { ...supergraph, definitions },
    isLent: (subgraph, type) => [...(lent.get(type) ?? [])].some((graph) => names.get(graph) === subgraph),
  };
}

// The unions and interfaces that fields with several owners answer, once with each owner.
function sharedAbstractTypes(types: Types): readonly (readonly [SharedType, string])[] {
  return [...types.values()].filter(isObject).flatMap((owner) =>
    (owner.fields ?? []).flatMap((field) => {
      const type = types.get(namedType(field.type));
      if (type?.kind !== Kind.UNION_TYPE_DEFINITION && type?.kind !== Kind.INTERFACE_TYPE_DEFINITION)
        return [];
      // @NOTE an interface that is an entity can't be lent types: the planner would come back to the subgraph by its key.
      const graphs = ownersOf(owner, field);
      if (graphs.length < 2 || directivesOf(type, 'join__type').some((one) => argumentOf(one, 'key')))
        return [];
      return graphs.map((graph) => [{ type, graphs }, graph] as const);
    }),
  );
}

// Where a directive is added that makes a type a member for a subgraph.
function membershipMarks(
  abstract: AbstractType,
  member: string,
  graph: string,
): readonly (readonly [string, ConstDirectiveNode])[] {
  const name = abstract.name.value;
  if (abstract.kind === Kind.UNION_TYPE_DEFINITION)
    return [[name, join('unionMember', graph, ['member', member])]];
  const above = directivesOf(abstract, 'join__implements').flatMap((one) =>
    textOf(one, 'graph') === graph ? [textOf(one, 'interface') ?? ''] : [],
  );
  return [name, ...above].map((one) => [member, join('implements', graph, ['interface', one])]);
}

function unionMembersOf(type: TypeDefinitionNode): readonly Member[] {
  const directives = directivesOf(type, 'join__unionMember');
  return directives.map((one) => ({
    ...{ of: type.name.value, name: textOf(one, 'member') ?? '', graph: textOf(one, 'graph') ?? '' },
  }));
}

function membershipsOf(type: ObjectTypeDefinitionNode): readonly Member[] {
  const directives = directivesOf(type, 'join__implements');
  return directives.map((one) => ({
    ...{ of: textOf(one, 'interface') ?? '', name: type.name.value, graph: textOf(one, 'graph') ?? '' },
  }));
}

// The types by which a subgraph could answer all of a member; undefined where it knows some of them, though otherwise.
function typesToLend(types: Types, member: string, graph: string): ReadonlySet<string> | undefined {
  const lent = new Set<string>();
  const canLend = (name: string): boolean => {
    const type = types.get(name);
    if (type === undefined || lent.has(name)) return true;
    const isLeafOrInput =
      type.kind === Kind.SCALAR_TYPE_DEFINITION ||
      type.kind === Kind.ENUM_TYPE_DEFINITION ||
      type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
    if (graphsOf(type).includes(graph)) return isLeafOrInput;
    if (!isObject(type)) return false;
    lent.add(name);
    return (type.fields ?? []).every(
      (field) =>
        canLend(namedType(field.type)) &&
        (field.arguments ?? []).every((argument) => canLend(namedType(argument.type))),
    );
  };
  return canLend(member) ? lent : undefined;
}

function lend(type: ObjectTypeDefinitionNode, graphs: readonly string[]): ObjectTypeDefinitionNode {
  if (graphs.length === 0) return type;
  const fieldMarks = graphs.map((graph) => join('field', graph));
  return {
    ...type,
    directives: [...(type.directives ?? []), ...graphs.map((graph) => join('type', graph))],
    fields: type.fields?.map((field) =>
      directivesOf(field, 'join__field').length === 0
        ? field
        : { ...field, directives: [...(field.directives ?? []), ...fieldMarks] },
    ),
  };
}

function ownersOf(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): readonly string[] {
  const joined = directivesOf(field, 'join__field');
  if (joined.length === 0) return graphsOf(type);
  return joined.flatMap((one) => {
    const external = argumentOf(one, 'external');
    const graph = textOf(one, 'graph');
    return graph === undefined || (external?.kind === Kind.BOOLEAN && external.value) ? [] : [graph];
  });
}

function join(name: string, graph: string, [key, value]: readonly string[] = []): ConstDirectiveNode {
  const toName = (text: string) => ({ kind: Kind.NAME as const, value: text });
  const graphArgument = { kind: Kind.ENUM as const, value: graph };
  const other = { kind: Kind.STRING as const, value: value ?? '' };
  return {
    kind: Kind.DIRECTIVE,
    name: toName(`join__${name}`),
    arguments: [
      { kind: Kind.ARGUMENT, name: toName('graph'), value: graphArgument },
      ...(key === undefined ? [] : [{ kind: Kind.ARGUMENT as const, name: toName(key), value: other }]),
    ],
  };
}

function isObject(type: TypeDefinitionNode): type is ObjectTypeDefinitionNode {
  return type.kind === Kind.OBJECT_TYPE_DEFINITION;
}

export interface LentMembers {
  /** What is planned with. */
  readonly document: DocumentNode;
  /** Whether a subgraph does not know a type, though the document says so. */
  isLent(subgraph: string, type: string): boolean;
}

type Types = ReadonlyMap<string, TypeDefinitionNode>;

type AbstractType = UnionTypeDefinitionNode | InterfaceTypeDefinitionNode;

interface SharedType {
  readonly type: AbstractType;
  readonly graphs: readonly string[];
}

/** That a subgraph knows a type as one of a union or interface. */
interface Member {
  readonly of: string;
  readonly name: string;
  readonly graph: string;
}
