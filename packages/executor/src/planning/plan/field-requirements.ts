// The planner makes one fetch of all fields that it asks of a subgraph at a place, also where what one of them requires is
// computed from another one of them. A fetch that is taken apart by type may send what only fields of another part require.
import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type DocumentNode, type SelectionNode } from 'graphql';
import { keysIn, selectionOf } from '../supergraph/computed-needs.ts';
import { eachFetch } from './each-fetch.ts';
import { entitySelections, parseFetch, withEntitySelections } from './entity-selections.ts';
import { isType, joinFields, subgraphNames, textOf } from '../supergraph/join-directives.ts';

/** Tells what the fields of a fetch require. */
export function readRequirements(supergraph: DocumentNode): FieldRequirements {
  // Few plans ask for it.
  let read: Requirements | undefined;
  const partsOf = (fetch: FetchNode, document: DocumentNode): FetchParts => {
    const { keysOf, requiredBy } = (read ??= readAll(supergraph));
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
    const keys = new Set([...types].flatMap((type) => keysOf(fetch.serviceName, type)));
    return { parts: [...parts.values()], keys };
  };
  return {
    separate: (fetch) => {
      if (fetch.requires === undefined) return [fetch];
      const document = parseFetch(fetch);
      const { parts, keys } = partsOf(fetch, document);
      if (parts.length <= 1) return [fetch];
      const needs = new Set(parts.flatMap((part) => [...part.needs]));
      return parts.map((part) => ({
        ...withEntitySelections(fetch, document, part.selections),
        requires: withoutFields(
          fetch.requires!,
          (name) => needs.has(name) && !part.needs.has(name) && !keys.has(name),
        ),
      }));
    },
    sendLess: (plan) => {
      eachFetch(plan.node, (fetch) => {
        const { requiredIn } = (read ??= readAll(supergraph));
        const required = requiredIn(fetch.serviceName);
        const sent = fetch.requires?.flatMap(fieldsSent).filter((name) => required.has(name));
        if (sent === undefined || sent.length === 0) return;
        const { parts, keys } = partsOf(fetch, parseFetch(fetch));
        const isNeedless = (name: string): boolean =>
          required.has(name) && !keys.has(name) && !parts.some(({ needs }) => needs.has(name));
        if (sent.some(isNeedless)) fetch.requires = withoutFields(fetch.requires!, isNeedless);
      });
      return plan;
    },
  };
}

function fieldsSent(node: QueryPlanSelectionNode): readonly string[] {
  return node.kind === 'Field' ? [node.name] : node.selections.flatMap(fieldsSent);
}

function withoutFields(
  nodes: readonly QueryPlanSelectionNode[],
  isOut: (name: string) => boolean,
): QueryPlanSelectionNode[] {
  return nodes
    .filter((node) => node.kind !== 'Field' || !isOut(node.name))
    .map((node) =>
      node.kind === 'Field' ? node : { ...node, selections: withoutFields(node.selections, isOut) },
    );
}

function readAll(supergraph: DocumentNode): Requirements {
  const names = subgraphNames(supergraph);
  const keys = new Map<string, string[]>();
  const requirements = new Map<string, readonly string[]>();
  const allRequired = new Map<string, Set<string>>();
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
        if (subgraph === undefined || required.length === 0) continue;
        requirements.set(`${subgraph} ${type.name.value}.${field.name.value}`, required);
        const all = allRequired.get(subgraph) ?? new Set();
        allRequired.set(subgraph, new Set([...all, ...required]));
      }
    }
  }
  return {
    keysOf: (subgraph, type) => keys.get(`${subgraph} ${type}`) ?? [],
    requiredIn: (subgraph) => allRequired.get(subgraph) ?? noNames,
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

const noNames: ReadonlySet<string> = new Set();

export interface FieldRequirements {
  /** Takes a fetch apart into those of fields that require the same. */
  separate(fetch: FetchNode): readonly FetchNode[];
  /** Lets each fetch send no more than its fields require. Changes the plan. */
  sendLess(plan: QueryPlan): QueryPlan;
}

interface Requirements {
  readonly keysOf: (subgraph: string, type: string) => readonly string[];
  /** By any field of the subgraph. */
  readonly requiredIn: (subgraph: string) => ReadonlySet<string>;
  readonly requiredBy: (subgraph: string, type: string, field: string) => readonly string[];
}

interface FetchParts {
  readonly parts: readonly Part[];
  readonly keys: ReadonlySet<string>;
}

interface Part {
  readonly selections: Set<SelectionNode>;
  readonly needs: ReadonlySet<string>;
}
