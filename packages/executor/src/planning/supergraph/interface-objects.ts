import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { argumentOf, subgraphNames, textOf } from './join-directives.ts';

/** Undefined where no subgraph has an `@interfaceObject`. */
export function readInterfaceObjects(supergraph: DocumentNode): InterfaceObjects | undefined {
  const namesByGraph = subgraphNames(supergraph);
  const bySubgraph = new Map<string, Set<string>>();
  const wider = new Map<string, Set<string>>();
  const objects: string[] = [];
  for (const node of supergraph.definitions) {
    if (node.kind === Kind.UNION_TYPE_DEFINITION)
      for (const { name } of node.types ?? []) add(wider, name.value, node.name.value);
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const name = node.name.value;
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION) objects.push(name);
    for (const one of node.interfaces ?? []) add(wider, name, one.name.value);
    for (const directive of (node.directives ?? []).filter(isOfInterfaceObject))
      add(bySubgraph, namesByGraph.get(textOf(directive, 'graph') ?? '') ?? '', name);
  }
  if (bySubgraph.size === 0) return undefined;
  const interfaces = new Set([...bySubgraph.values()].flatMap((names) => [...names]));
  return {
    types: [...objects, ...interfaces],
    hasInterfaceObject: (subgraph) => bySubgraph.has(subgraph),
    isInterfaceObject: (subgraph, name) => bySubgraph.get(subgraph)?.has(name) === true,
    isOf: (name, type) => name === type || wider.get(type)?.has(name) === true,
  };
}

function isOfInterfaceObject(directive: ConstDirectiveNode): boolean {
  const value = argumentOf(directive, 'isInterfaceObject');
  return directive.name.value === 'join__type' && value?.kind === Kind.BOOLEAN && value.value;
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(value));
}

export interface InterfaceObjects {
  /** What an entity's `__typename` may be: an object type, or an interface as long as nobody told the type. */
  readonly types: readonly string[];
  hasInterfaceObject(subgraph: string): boolean;
  isInterfaceObject(subgraph: string, name: string): boolean;
  /** Whether objects of a type are of another one; true also for a type and itself. */
  isOf(name: string, type: string): boolean;
}
