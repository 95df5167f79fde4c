// The planner makes one fetch of all fields that it asks of a subgraph at a place, also where what one of them requires is
// computed from another one of them.
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type DocumentNode, type SelectionNode } from 'graphql';
import { keysIn, selectionOf } from './computed-needs.ts';
import { entitySelections, parseFetch, withEntitySelections } from './entity-selections.ts';
import { isType, joinFields, subgraphNames, textOf } from './join-directives.ts';

/** Tells how to take a fetch apart into those of fields that require the same. */
export function readSeparation(supergraph: DocumentNode): SeparateFields {
  // Few plans ask for it.
  let read: Requirements | undefined;
  return (fetch) => {
    if (fetch.requires === undefined) return [fetch];
    const { keysOf, requiredBy } = (read ??= readRequirements(supergraph));
    const document = parseFetch(fetch);
    const parts = new Map<string, Part>();
    const types = new Set<string>();
    for (const [{ typeCondition }, selection] of entitySelections(document)) {
      const type = typeCondition?.name.value ?? '';
      types.add(type);
      const needs = fieldsIn(selection).flatMap((name) => requiredBy(fetch.serviceName, type, name));
      const key = needs.toSorted().join();
      const part = parts.get(key) ?? { selections: new Set(), needs: new Set(needs) };
      part.selections.add(selection);
      parts.set(key, part);
    }
    if (parts.size <= 1) return [fetch];
    const keys = new Set([...types].flatMap((type) => keysOf(fetch.serviceName, type)));
    const needs = new Set([...parts.values()].flatMap((part) => [...part.needs]));
    return [...parts.values()].map((part) => ({
      ...withEntitySelections(fetch, document, part.selections),
      requires: fetch.requires!.map((node) =>
        withoutFields(node, (name) => needs.has(name) && !part.needs.has(name) && !keys.has(name)),
      ),
    }));
  };
}

function withoutFields(
  node: QueryPlanSelectionNode,
  isOut: (name: string) => boolean,
): QueryPlanSelectionNode {
  if (node.kind !== 'InlineFragment') return node;
  const selections = node.selections
    .filter((inner) => inner.kind !== 'Field' || !isOut(inner.name))
    .map((inner) => withoutFields(inner, isOut));
  return { ...node, selections };
}

function readRequirements(supergraph: DocumentNode): Requirements {
  const names = subgraphNames(supergraph);
  const keys = new Map<string, string[]>();
  const requirements = new Map<string, readonly string[]>();
  for (const type of supergraph.definitions.filter(isType)) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const [graph, name] of names)
      keys.set(
        `${name} ${type.name.value}`,
        keysIn(type, graph).flatMap((key) => namesIn(textOf(key, 'key'))),
      );
    for (const field of type.fields ?? []) {
      for (const one of joinFields(field)) {
        const subgraph = names.get(textOf(one, 'graph') ?? '');
        const required = namesIn(textOf(one, 'requires'));
        if (required.length > 0)
          requirements.set(`${subgraph} ${type.name.value}.${field.name.value}`, required);
      }
    }
  }
  return {
    keysOf: (subgraph, type) => keys.get(`${subgraph} ${type}`) ?? [],
    requiredBy: (subgraph, type, field) => requirements.get(`${subgraph} ${type}.${field}`) ?? [],
  };
}

// The fields at the top of a selection.
function namesIn(text: string | undefined): readonly string[] {
  return (selectionOf(text)?.selections ?? []).flatMap(fieldsIn);
}

function fieldsIn(selection: SelectionNode): readonly string[] {
  if (selection.kind === Kind.FIELD) return [selection.name.value];
  return selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet.selections.flatMap(fieldsIn) : [];
}

export type SeparateFields = (fetch: FetchNode) => readonly FetchNode[];

interface Requirements {
  readonly keysOf: (subgraph: string, type: string) => readonly string[];
  readonly requiredBy: (subgraph: string, type: string, field: string) => readonly string[];
}

interface Part {
  readonly selections: Set<SelectionNode>;
  readonly needs: ReadonlySet<string>;
}
