// `@fromContext`: an argument whose value comes from an ancestor of the entity that is asked. Entities in different
// contexts are asked by fields of their own, with variables of their own, in one request.
import type { FetchDataKeyRenamer, FetchNode } from '@apollo/query-planner';
import type { CompiledEntities, CompiledRequest } from './compile.ts';
import type { GatheredEntities, Target } from './entities.ts';
import { ExecutorError } from './errors.ts';
import { textsOf, type FetchTexts } from './planning/plan/fetch-texts.ts';
import { isRecord, type JsonObject } from './json.ts';
import { isAdmitted, type PathStep } from './positions.ts';
import type { Represent } from './represent.ts';
import { bodyStart } from './request-body.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** Compiles a fetch that takes arguments from contexts. `entities` and `after` are those of any entity fetch. */
export function compileContexts(
  fetch: FetchNode,
  entities: CompiledEntities,
  after: readonly number[],
  types: SupergraphTypes,
): Contexts {
  const [member] = entities.members;
  const texts = textsOf(fetch);
  if (member === undefined || texts.entities === undefined)
    throw new ExecutorError('Only entities have contexts.', 'PLANNING_FAILED');
  const rewrites = fetch.contextRewrites ?? [];
  const variables = [...new Set(rewrites.map(({ renameKeyTo }) => renameKeyTo))];
  const requests = new Map<number, CompiledRequest>();
  return {
    path: member.path,
    represent: member.represent,
    valuesFor: (chain) => {
      const values = new Map<string, string>();
      for (const variable of variables) {
        const found = rewrites
          .filter(({ renameKeyTo }) => renameKeyTo === variable)
          .map((rewrite) => valueIn(chain, rewrite, types))
          .find((value) => value !== undefined);
        if (found === undefined) return undefined;
        values.set(variable, JSON.stringify(found));
      }
      return values;
    },
    requestFor: (count) => {
      const known = requests.get(count);
      if (known !== undefined) return known;
      const query = queryFor(count, fetch, texts, variables);
      const request: CompiledRequest = {
        kind: 'entities',
        rootKeys: [],
        subgraph: fetch.serviceName,
        isMutation: false,
        after,
        query,
        bodyStart: bodyStart(query, fetch.operationName),
        variables: [
          ...(fetch.variableUsages ?? []).filter((name) => !variables.includes(name)),
          ...indexes(count).flatMap((index) => variables.map((name) => contextVariable(name, index))),
        ],
        rewriteOutput: undefined,
        entities: indexes(count).map((index) => ({
          ...entities,
          responseKey: `_${index}`,
          variable: `representations${index}`,
        })),
      };
      if (requests.size < requestsMax) requests.set(count, request);
      return request;
    },
  };
}

const requestsMax = 32;

/** Finds the entities that a fetch is to be asked for, by the context that they stand in. */
export function gatherByContext(
  { path, represent, valuesFor }: Contexts,
  root: JsonObject,
  awaited: Set<JsonObject>,
): readonly EntitiesInContext[] {
  const groups = new Map<string, GatheredInContext>();
  visitWithAncestors(root, path, (chain) => {
    const object = chain.at(-1)!;
    const text = represent(object)?.write(object);
    // An entity whose context could not be fetched is not asked for: the argument's default would be a wrong answer.
    const values = text === undefined ? undefined : valuesFor(chain);
    if (text === undefined || values === undefined) return;
    const key = JSON.stringify([...values]);
    const group: GatheredInContext = groups.get(key) ?? {
      values,
      texts: [],
      targets: [],
      indexes: new Map(),
    };
    groups.set(key, group);
    const index = group.indexes.get(text) ?? group.texts.push(text) - 1;
    group.indexes.set(text, index);
    (group.targets[index] ??= []).push({ object, member: 0 });
    awaited.add(object);
  });
  return [...groups.values()];
}

/** The variables of a request for some contexts, beside those that all of them share. */
export function contextVariables(
  groups: readonly EntitiesInContext[],
): readonly (readonly [string, string])[] {
  return groups.flatMap(({ values }, index) =>
    [...values].map(([name, json]) => [contextVariable(name, index), json] as const),
  );
}

function contextVariable(name: string, index: number): string {
  return `${name}_${index}`;
}

function queryFor(
  count: number,
  { operationName }: FetchNode,
  { declarations, entities }: FetchTexts,
  variables: readonly string[],
): string {
  const shared = declarations.filter(([name]) => name !== 'representations' && !variables.includes(name));
  const declared = shared.map(([, text]) => text);
  const fields = indexes(count).map((index) => {
    let selection = entities!.selection;
    declared.push(`$representations${index}:[_Any!]!`);
    for (const name of variables) {
      const pattern = new RegExp(`\\$${name}(?!\\w)`, 'g');
      const own = `$${contextVariable(name, index)}`;
      selection = selection.replace(pattern, () => own);
      const text = declarations.find(([declaredName]) => declaredName === name)?.[1] ?? '';
      declared.push(text.replace(pattern, () => own));
    }
    return `_${index}:_entities(representations:$representations${index})${selection}`;
  });
  const name = operationName === undefined ? '' : ` ${operationName}`;
  return `query${name}(${declared.join()}){${fields.join('')}}`;
}

// A path such as `..`, `..`, `... on User`, `currency` leads from an entity up, and then down to a value.
function valueIn(
  chain: readonly JsonObject[],
  { path }: FetchDataKeyRenamer,
  types: SupergraphTypes,
): unknown {
  const isDown = (step: string): boolean => step !== '..';
  const ups = path.findIndex(isDown);
  return descend(chain[chain.length - 1 - ups], path.slice(ups), types);
}

function descend(value: unknown, [step, ...rest]: readonly string[], types: SupergraphTypes): unknown {
  if (step === undefined || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => descend(item, [step, ...rest], types));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isRecord(value)) return undefined;
  if (!step.startsWith(fragmentStart)) return descend(value[step], rest, types);
  const typename = value.__typename;
  const isOfType =
    typeof typename === 'string' && types.isSubtype(step.slice(fragmentStart.length), typename);
  return isOfType ? descend(value, rest, types) : undefined;
}

const fragmentStart = '... on ';

// Nothing on the way is shared between places: `CompiledEntities.isIsolated` sees to that.
function visitWithAncestors(
  root: JsonObject,
  path: readonly PathStep[],
  visit: (chain: readonly JsonObject[]) => void,
): void {
  const walk = (value: unknown, depth: number, chain: readonly JsonObject[]): void => {
    if (Array.isArray(value)) {
      if (path[depth]?.key === '@') value.forEach((item) => walk(item, depth + 1, chain));
    } else if (isRecord(value) && isAdmitted(path, depth, value)) {
      const step = path[depth];
      if (step === undefined) visit([...chain, value]);
      else walk(value[step.key], depth + 1, [...chain, value]);
    }
  };
  walk(root, 0, []);
}

function indexes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A request of which the text depends on how many contexts there are. */
export interface Contexts {
  readonly path: readonly PathStep[];
  readonly represent: Represent;
  /**
   * The JSON text of each variable that a context fills, by its name.
   * @param chain the objects from the root to the entity; undefined if one of the values is missing there
   */
  readonly valuesFor: (chain: readonly JsonObject[]) => ReadonlyMap<string, string> | undefined;
  readonly requestFor: (count: number) => CompiledRequest;
}

interface GatheredInContext extends EntitiesInContext {
  readonly texts: string[];
  readonly targets: Target[][];
  readonly indexes: Map<string, number>;
}

export interface EntitiesInContext extends GatheredEntities {
  readonly values: ReadonlyMap<string, string>;
}
