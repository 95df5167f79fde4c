// A supergraph of Federation 1 does not say which subgraphs know a field of an interface. The planner would take all of
// them for it; then a subgraph is asked for what only the interface's other subgraphs have declared.
import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { graphsOf, isType, namedType, subgraphNames, textOf } from './join-directives.ts';
import { linksOf } from './links.ts';

/**
 * A supergraph of Federation 1 that says of an interface's fields which subgraphs own them on its entities. Elsewhere
 * the field is then asked for by type, as the gateways of Federation 1 do, and what a type has there is known. Every other
 * supergraph stays as it is.
 */
export function withInterfaceOwners(supergraph: DocumentNode): DocumentNode {
  if (!linksOf(supergraph).some(({ url }) => url.endsWith('/join/v0.1'))) return supergraph;
  const objects = supergraph.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  const known = new Map(
    supergraph.definitions.filter(isType).map((type) => [type.name.value, graphsOf(type)]),
  );
  const graphs = [...subgraphNames(supergraph).keys()].map((graph) => ({
    graph,
    // What is no entity belongs to nobody in particular.
    isKnown: (type: string) => (known.get(type)?.length ?? 0) === 0 || known.get(type)!.includes(graph),
  }));
  const definitions = supergraph.definitions.map((node) =>
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ? withOwners(node, objects, graphs) : node,
  );
  return { ...supergraph, definitions };
}

function withOwners(
  node: InterfaceTypeDefinitionNode,
  objects: readonly ObjectTypeDefinitionNode[],
  graphs: readonly Graph[],
): InterfaceTypeDefinitionNode {
  const { fields = [] } = node;
  const entities = objects.filter(
    (type) =>
      type.interfaces?.some(({ name }) => name.value === node.name.value) === true &&
      ownerOf(type) !== undefined,
  );
  if (entities.length === 0 || fields.some(isJoined)) return node;
  const ownersOf = ({ name }: FieldDefinitionNode): readonly string[] =>
    entities.flatMap((type) => ownersOfField(type, name.value));
  const owning = new Set(fields.flatMap(ownersOf));
  // An interface without fields would be lost to a subgraph that only extends its types.
  const others = graphs.filter(({ graph }) => !owning.has(graph));
  const othersFor = ({ type }: FieldDefinitionNode): readonly string[] =>
    others.filter(({ isKnown }) => isKnown(namedType(type))).map(({ graph }) => graph);
  return {
    ...node,
    fields: fields.map((field) => ({
      ...field,
      directives: [
        ...(field.directives ?? []),
        ...[...new Set([...ownersOf(field), ...othersFor(field)])].map(joinField),
      ],
    })),
  };
}

function ownersOfField(type: ObjectTypeDefinitionNode, fieldName: string): readonly string[] {
  const field = type.fields?.find(({ name }) => name.value === fieldName);
  const joined = (field?.directives ?? []).filter(({ name }) => name.value === 'join__field');
  const graphs =
    joined.length === 0 ? [ownerOf(type)] : joined.map((directive) => textOf(directive, 'graph'));
  return graphs.filter((graph) => graph !== undefined);
}

function ownerOf({ directives = [] }: ObjectTypeDefinitionNode): string | undefined {
  const owner = directives.find(({ name }) => name.value === 'join__owner');
  return owner && textOf(owner, 'graph');
}

function isJoined({ directives = [] }: FieldDefinitionNode): boolean {
  return directives.some(({ name }) => name.value === 'join__field');
}

function joinField(graph: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'graph' },
        value: { kind: Kind.ENUM, value: graph },
      },
    ],
  };
}

interface Graph {
  readonly graph: string;
  /** Whether the subgraph can have fields of a type. */
  readonly isKnown: (type: string) => boolean;
}
