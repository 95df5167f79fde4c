// A field that a subgraph computes from what it requires may itself be required elsewhere. Where the entity comes from that
// same subgraph, the planner asks for it at once, and it is computed from nothing. So such fields stand in a subgraph of
// their own in the supergraph that is planned with, which can only be reached with all that they require. Plans then name
// the real one again.
import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import {
  keysIn,
  needsOf,
  needsOfKeys,
  offeredBy,
  requiredFields,
  selectionOf,
  unmovable,
  type Need,
} from './computed-needs.ts';
import {
  argumentOf,
  directivesOf,
  graphsOf,
  isType,
  joinFields,
  subgraphNames,
  textOf,
  type Types,
} from './join-directives.ts';

/** Undefined where no field is required that is computed itself, as in nearly every supergraph. */
export function splitComputed(supergraph: DocumentNode): SplitSubgraphs | undefined {
  const types: Types = new Map(supergraph.definitions.filter(isType).map((type) => [type.name.value, type]));
  const objects = [...types.values()].filter((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION);
  const required = requiredFields(types, objects);
  const moves = objects.flatMap((type) => movesIn(types, type, required));
  if (moves.length === 0) return undefined;
  const graphs = new Set(moves.map(({ graph }) => graph));
  const names = subgraphNames(supergraph);
  const definitions = supergraph.definitions.map((node): DefinitionNode => {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION) {
      const moved = moveFields(node, moves);
      return node.name.value === 'Query' ? lend(withOwners(moved), graphs) : moved;
    }
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) return moveFields(node, moves);
    if (node.kind === Kind.UNION_TYPE_DEFINITION) {
      const touching = moves.filter(({ needs }) => needs.some(({ type }) => type === node.name.value));
      return lend(lend(node, graphsIn(touching)), graphsIn(touching), 'join__unionMember');
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

// The fields of a type that are computed and required, where all that they and the way to them need can be told.
function movesIn(
  types: Types,
  type: ObjectTypeDefinitionNode,
  required: ReadonlySet<string>,
): readonly Move[] {
  return (type.fields ?? []).flatMap((field) => {
    if (!required.has(`${type.name.value}.${field.name.value}`)) return [];
    return joinFields(field).flatMap((one) => {
      const graph = textOf(one, 'graph');
      const selection = selectionOf(textOf(one, 'requires'));
      if (graph === undefined || selection === undefined) return [];
      if (unmovable.some((name) => argumentOf(one, name))) return [];
      const needs = needsOf(types, graph, type.name.value, selection);
      const keys = keysIn(type, graph);
      const ofKeys = needsOfKeys(types, graph, type);
      const answers = offeredBy(types, graph, field.type);
      if (needs === undefined || keys.length === 0 || ofKeys === undefined || answers === undefined)
        return [];
      const offers = [...ofKeys, ...answers];
      return [{ type: type.name.value, field: field.name.value, graph, needs, keys, offers }];
    });
  });
}

function moveFields<Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(
  type: Node,
  moves: readonly Move[],
): Node {
  const typeName = type.name.value;
  const own = moves.filter((move) => move.type === typeName);
  const touching = moves.filter(({ needs, offers }) =>
    [...needs, ...offers].some((need) => need.type === typeName),
  );
  const graphs = graphsIn([...own, ...touching]);
  if (graphs.size === 0) return type;
  const marks = [...graphs].flatMap((graph) => {
    const keys = own.find((move) => move.graph === graph)?.keys ?? [];
    const isInterface = (one: ConstDirectiveNode): boolean =>
      touching.some(
        (move) => move.graph === graph && move.needs.some((need) => need.type === textOf(one, 'interface')),
      );
    const implementing = directivesOf(type, 'join__implements').filter(
      (one) => textOf(one, 'graph') === graph && isInterface(one),
    );
    const known =
      keys.length === 0 ? [joinTo('type', partGraph(graph))] : keys.map((key) => inPart(key, graph));
    return [...known, ...implementing.map((one) => inPart(one, graph))];
  });
  const fields = withOwners(type).fields?.map((field) => {
    const name = field.name.value;
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
      if (inGraph.some(({ offers }) => isIn(offers))) return [joinTo('field', partGraph(graph))];
      const isExternal = type.kind === Kind.OBJECT_TYPE_DEFINITION;
      return inGraph.some(({ needs }) => isIn(needs)) ? [joinTo('field', partGraph(graph), isExternal)] : [];
    });
    return { ...field, directives: [...others, ...added] };
  });
  return { ...type, directives: [...(type.directives ?? []), ...marks], fields };
}

// What stands in every subgraph of a type says so: it does not stand in the new ones.
function withOwners<Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(type: Node): Node {
  const owners = graphsOf(type).map((graph) => joinTo('field', graph));
  const fields = type.fields?.map((field) =>
    joinFields(field).length > 0 ? field : { ...field, directives: [...(field.directives ?? []), ...owners] },
  );
  return { ...type, fields };
}

function graphsIn(moves: readonly Move[]): ReadonlySet<string> {
  return new Set(moves.map(({ graph }) => graph));
}

function lend<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
  node: Node,
  graphs: ReadonlySet<string>,
  name = 'join__type',
): Node {
  const own = node.directives ?? [];
  const lent = own.flatMap((one) => {
    const graph = one.name.value === name ? textOf(one, 'graph') : undefined;
    return graph !== undefined && graphs.has(graph) ? [inPart(one, graph)] : [];
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

const partGraph = (graph: string): string => `${graph}__COMPUTED`;

const partName = (name = ''): string => `${name}__computed`;

export interface SplitSubgraphs {
  /** What is planned with. */
  readonly document: DocumentNode;
  /** The name of the subgraph that a fetch goes to in truth. */
  realName(name: string): string;
}

/** A computed field that goes from a subgraph to its part. */
interface Move {
  readonly type: string;
  readonly field: string;
  readonly graph: string;
  readonly needs: readonly Need[];
  readonly keys: readonly ConstDirectiveNode[];
  /** What the part can answer besides: keys, and what stands below the field. */
  readonly offers: readonly Need[];
}
