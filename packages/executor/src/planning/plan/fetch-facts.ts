import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import { typesAskedBy } from './ask-by-type.ts';
import { readStep } from './typed-path.ts';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';

/** Tells what fetches need to find in the data and what they put there. */
export function readFacts(supergraph: DocumentNode, untyped?: InterfaceObjects): FactsOf {
  const possible = possibleTypes(supergraph);
  const known = new WeakMap<FetchNode, FetchFacts>();

  return (fetch, path) => {
    const before = known.get(fetch);
    if (before !== undefined) return before;
    const needs = new Map<string, Need>();
    if (path !== '') needs.set(path, [ofSome(path)]);
    collectNeeds(fetch.requires ?? [], path, undefined, needs);
    for (const rewrite of fetch.contextRewrites ?? []) {
      const down = rewrite.path.filter((step) => step !== '..');
      const at = above(path, rewrite.path.length - down.length);
      collectNeeds(selectionOf(down), at, undefined, needs);
    }
    if (typesAskedBy(fetch) !== undefined) needs.set(typeAt(path), [typeAt(path)]);
    const anyOf = [...needs.values()].map((need) => need.flatMap(withFewerTypes));
    const facts = { needs: anyOf, brings: broughtBy(fetch, path) };
    known.set(fetch, facts);
    return facts;
  };

  function collectNeeds(
    selections: readonly QueryPlanSelectionNode[],
    path: string,
    types: Types,
    into: Map<string, Need>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') {
        collectNeeds(selection.selections, path, narrowed(types, selection.typeCondition), into);
        continue;
      }
      if (selection.name === '__typename') continue;
      const inner = below(path, [selection.alias ?? selection.name]);
      if (selection.selections !== undefined) collectNeeds(selection.selections, inner, undefined, into);
      else if (types === undefined) into.set(inner, [ofSome(inner)]);
      else for (const type of types) into.set(ofType(inner, type), [inner, ofType(inner, type)]);
    }
  }

  function broughtBy(fetch: FetchNode, path: string): Set<string> {
    const { operation, requires, serviceName, outputRewrites = [] } = fetch;
    const tellsTypes = untyped?.hasInterfaceObject(serviceName) !== true;
    const brings = new Set<string>();
    const [definition] = parse(operation, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return brings;
    // The planner gives fields of differing types aliases, which are taken back in what comes.
    const renamed = new Map(
      outputRewrites.flatMap((one) =>
        one.kind === 'KeyRenamer' ? [[one.path.at(-1), one.renameKeyTo] as const] : [],
      ),
    );
    const collect = (selectionSet: SelectionSetNode | undefined, at: string, types: Types): void => {
      for (const selection of selectionSet?.selections ?? []) {
        if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          collect(selection.selectionSet, at, narrowed(types, selection.typeCondition?.name.value));
          continue;
        }
        const key = (selection.alias ?? selection.name).value;
        if (key === '__typename') {
          if (tellsTypes) brings.add(typeAt(at));
          continue;
        }
        const inner = below(at, [renamed.get(key) ?? key]);
        brings.add(ofSome(inner));
        if (types === undefined) brings.add(inner);
        else for (const type of types) brings.add(ofType(inner, type));
        collect(selection.selectionSet, inner, undefined);
      }
    };
    const [entities] = definition.selectionSet.selections;
    const isOfEntities = requires !== undefined && entities?.kind === Kind.FIELD;
    collect(isOfEntities ? entities.selectionSet : definition.selectionSet, path, undefined);
    return brings;
  }

  function narrowed(types: Types, condition: string | undefined): Types {
    if (condition === undefined) return types;
    const those = possible.get(condition) ?? new Set([condition]);
    return types === undefined ? those : new Set([...those].filter((type) => types.has(type)));
  }
}

/** The path some steps below another, without the steps of lists, but with the types that any step is for. */
export function below(path: string, steps: readonly (string | number)[]): string {
  return steps.reduce<string>((to, step) => {
    const { key, types } = readStep(step);
    return `${to}${key === '@' ? '' : `/${key}`}${types === undefined ? '' : `|[${types.join()}]`}`;
  }, path);
}

// What is needed below some types is brought by who stands there, or by who selects it from further above for all.
function withFewerTypes(fact: string): readonly string[] {
  const start = fact.lastIndexOf('|[');
  if (start < 0) return [fact];
  const fewer = fact.slice(0, start) + fact.slice(fact.indexOf(']', start) + 1);
  return [fact, ...withFewerTypes(fewer)];
}

function above(path: string, steps: number): string {
  const keys = path.split('/');
  return keys.slice(0, keys.length - steps).join('/');
}

// A path such as `... on User`, `region`, `tax` as a selection.
function selectionOf([step, ...rest]: readonly string[]): QueryPlanSelectionNode[] {
  if (step === undefined) return [];
  const selections = selectionOf(rest);
  return step.startsWith(fragmentStart)
    ? [{ kind: 'InlineFragment', typeCondition: step.slice(fragmentStart.length), selections }]
    : [{ kind: 'Field', name: step, ...(selections.length > 0 && { selections }) }];
}

const fragmentStart = '... on ';

// An entity may go by its interface's name as long as nobody told its type.
function possibleTypes({ definitions }: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const possible = new Map<string, Set<string>>();
  const add = (name: string, type: string): void => {
    possible.set(name, (possible.get(name) ?? new Set([name])).add(type));
  };
  for (const node of definitions) {
    if (node.kind === Kind.UNION_TYPE_DEFINITION)
      for (const { name } of node.types ?? []) add(node.name.value, name.value);
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const { name } of node.interfaces ?? []) add(name.value, node.name.value);
  }
  return possible;
}

// A field of all objects at a place goes by its path. `:` stands in no name.
const ofType = (path: string, type: string): string => `${path}:${type}`;

const ofSome = (path: string): string => `${path}:`;

// What is asked for some types only has to know them. A subgraph with an `@interfaceObject` tells none.
const typeAt = (path: string): string => `${path}/__typename`;

export type FactsOf = (fetch: FetchNode, path: string) => FetchFacts;

export interface FetchFacts {
  readonly needs: readonly Need[];
  readonly brings: ReadonlySet<string>;
}

/** Any of these will do. */
export type Need = readonly string[];

type Types = ReadonlySet<string> | undefined;
