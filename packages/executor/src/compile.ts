// Stage 3. A query plan becomes requests that are ready to send: texts prepared, fetches to one subgraph that can go
// together merged, readers of representations compiled. Nothing here depends on one request's values.
import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import { typesAskedBy } from './planning/plan/ask-by-type.ts';
import { textsOf } from './planning/plan/fetch-texts.ts';
import { compileContexts, type Contexts } from './contexts.ts';
import { planSteps, type PlanStep } from './plan-steps.ts';
import { mergeEntityQueries, type EntityPart } from './merge-queries.ts';
import { compilePath, pathText, type PathStep } from './positions.ts';
import { compileRepresentation, type Represent } from './represent.ts';
import { bodyStart } from './request-body.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** Compiles the plan of a query or mutation. */
export function compilePlan(plan: QueryPlan, types: SupergraphTypes): CompiledPlan {
  if (plan.node?.kind === 'Subscription') throw new Error('A subscription is compiled by its event.');
  return { requests: compileSteps(planSteps(plan.node), types) };
}

/**
 * Compiles an ordered list of fetches.
 * @param all with those that come before and after it in one execution
 */
export function compileSteps(
  steps: readonly PlanStep[],
  types: SupergraphTypes,
  all = steps,
): readonly CompiledRequest[] {
  const groups = groupSteps(steps);
  const scope = { types, shared: sharedPaths(steps), contextPaths: contextPaths(all) };
  const groupOf = new Map(groups.flatMap((group, index) => group.map((step) => [step, index] as const)));
  return groups.map((group) => {
    const awaited = group.flatMap((step) => step.after.map((index) => groupOf.get(steps[index]!)!));
    const after = [...new Set(awaited)];
    const [first] = group;
    const request =
      first.fetch.requires === undefined
        ? compileRootRequest(first, after, scope)
        : compileEntityRequest(group, after, scope);
    return { ...request, fetchIds: group.flatMap(({ fetch }) => fetch.id ?? []) };
  });
}

// Entity fetches of one depth to one subgraph go together. Each awaits only what is less deep: no circle can arise.
function groupSteps(steps: readonly PlanStep[]): StepGroup[] {
  const depths = sendingDepths(steps);
  const groups = new Map<string, { depth: number; group: StepGroup }>();
  steps.forEach((step, index) => {
    const depth = depths[index]!;
    const isEntities = step.fetch.requires !== undefined;
    const isAlone = !isEntities || hasContexts(step);
    const key = isAlone ? `alone ${index}` : `${depth} ${step.fetch.serviceName}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { depth, group: [step] });
    else known.group.push(step);
  });
  return [...groups.values()].sort((a, b) => a.depth - b.depth).map(({ group }) => group);
}

// A fetch that nothing waits for goes with the last request to its subgraph: the answer waits for that one anyway.
function sendingDepths(steps: readonly PlanStep[]): readonly number[] {
  const awaited = new Set(steps.flatMap(({ after }) => after));
  // The planner numbers what a deferred part waits for.
  steps.forEach(({ fetch }, index) => fetch.id !== undefined && awaited.add(index));
  const lastDepths = new Map<string, number>();
  for (const step of steps) {
    const { fetch, depth } = step;
    if (fetch.requires === undefined || hasContexts(step)) continue;
    lastDepths.set(fetch.serviceName, Math.max(depth, lastDepths.get(fetch.serviceName) ?? 0));
  }
  return steps.map((step, index) => {
    const { fetch, depth } = step;
    const isFixed = fetch.requires === undefined || hasContexts(step) || awaited.has(index);
    return isFixed ? depth : (lastDepths.get(fetch.serviceName) ?? depth);
  });
}

function hasContexts({ fetch }: PlanStep): boolean {
  return fetch.contextRewrites !== undefined && fetch.contextRewrites.length > 0;
}

function contextPaths(steps: readonly PlanStep[]): readonly string[] {
  return steps.filter(hasContexts).map(({ path }) => `${pathText(path)}.`);
}

/** The paths where entities are gathered, and may come to be one object in several places. */
function sharedPaths(steps: readonly PlanStep[]): ReadonlySet<string> {
  return new Set(steps.filter(({ fetch }) => fetch.requires !== undefined).map(({ path }) => pathText(path)));
}

function compileRootRequest(
  { fetch, typedPath }: PlanStep,
  after: readonly number[],
  { types, shared }: Scope,
): CompiledRequest {
  return {
    kind: 'root',
    rootKeys: textsOf(fetch).keys,
    ...(typedPath.length > 0 && { at: compilePath(typedPath, shared, types) }),
    subgraph: fetch.serviceName,
    isMutation: fetch.operationKind === OperationTypeNode.MUTATION,
    after,
    query: fetch.operation,
    bodyStart: bodyStart(fetch.operation, fetch.operationName),
    variables: fetch.variableUsages ?? [],
    rewriteOutput: compileRewrites(fetch.outputRewrites, types),
    entities: [],
  };
}

function compileEntityRequest(group: StepGroup, after: readonly number[], scope: Scope): CompiledRequest {
  const { query, operationName, parts, variables } = mergeEntityQueries(group.map(({ fetch }) => fetch));
  const entities = parts.map((part) => compilePart(part, group, scope));
  const [first] = group;
  return {
    kind: 'entities',
    rootKeys: [],
    subgraph: group[0].fetch.serviceName,
    isMutation: false,
    after,
    query,
    bodyStart: bodyStart(query, operationName),
    variables,
    rewriteOutput: undefined,
    entities,
    contexts: hasContexts(first) ? compileContexts(first.fetch, entities[0]!, after, scope.types) : undefined,
  };
}

function compilePart(
  part: EntityPart,
  group: StepGroup,
  { types, shared, contextPaths: isolating }: Scope,
): CompiledEntities {
  const representations = new Map<string, Represent>();
  const [first] = part.fetchIndexes;
  return {
    responseKey: part.responseKey,
    variable: part.variable,
    onlyKey: part.onlyKey,
    isIsolated: part.fetchIndexes.some((index) =>
      isolating.some((path) => path.startsWith(`${pathText(group[index]!.path)}.`)),
    ),
    rewriteOutput: compileRewrites(group[first!]?.fetch.outputRewrites, types),
    // Those nearer to the root come first: what they make one is walked through once by the others.
    members: [...part.fetchIndexes]
      .sort((a, b) => group[a]!.path.length - group[b]!.path.length)
      .map((index) => {
        const { fetch, typedPath } = group[index]!;
        // Members that require the same share a writer, by which equal entities are told.
        const { requires = [], inputRewrites } = fetch;
        const onlyTypes = typesAskedBy(fetch);
        const text = JSON.stringify([requires, inputRewrites, onlyTypes]);
        const represent =
          representations.get(text) ?? compileRepresentation(requires, inputRewrites, types, onlyTypes);
        representations.set(text, represent);
        return { path: compilePath(typedPath, shared, types), represent };
      }),
  };
}

export interface CompiledPlan {
  /** In an order in which every request comes after those that it awaits. */
  readonly requests: readonly CompiledRequest[];
  /** For a subscription: where the data holds the entity that an event is about. */
  readonly eventKey?: string;
  /** What is fetched for each deferred fragment, by its id; one that needs nothing more is not here. */
  readonly deferred?: ReadonlyMap<string, DeferredRequests>;
}

export interface DeferredRequests {
  /** Indexes of the plan's own requests that must have ended; empty for a fragment within a deferred one. */
  readonly after: readonly number[];
  readonly requests: readonly CompiledRequest[];
}

export interface CompiledRequest {
  readonly kind: 'root' | 'entities';
  /** The keys of a root request in the data. */
  readonly rootKeys: readonly string[];
  /** Where fields lead back to a root (`type Payload { query: Query }`): the objects that a root request is for. */
  readonly at?: readonly PathStep[];
  readonly subgraph: string;
  readonly isMutation: boolean;
  /** Indexes of the requests that must have ended. */
  readonly after: readonly number[];
  readonly query: string;
  /** The body up to and including the brace that opens its variables. */
  readonly bodyStart: string;
  readonly variables: readonly string[];
  readonly rewriteOutput: Rewrite | undefined;
  readonly entities: readonly CompiledEntities[];
  /** Set where arguments come from contexts: then the request is made anew for as many as there are. */
  readonly contexts?: Contexts | undefined;
  /** The planner's numbers of the fetches in it, where deferred parts wait for them. */
  readonly fetchIds?: readonly string[];
}

/** One `_entities` field of a request, which may serve several places in the answer. */
export interface CompiledEntities {
  readonly responseKey: string;
  readonly variable: string;
  /** The response key of the field that is fetched, where it is a single one. */
  readonly onlyKey?: string | undefined;
  /**
   * An entity that stands in several places stays an object of its own in each: what is fetched below it depends on
   * where it stands.
   */
  readonly isIsolated?: boolean | undefined;
  readonly rewriteOutput: Rewrite | undefined;
  readonly members: readonly CompiledMember[];
}

export interface CompiledMember {
  readonly path: readonly PathStep[];
  readonly represent: Represent;
}

interface Scope {
  readonly types: SupergraphTypes;
  readonly shared: ReadonlySet<string>;
  /** The paths of fetches with contexts, each with a dot at its end. */
  readonly contextPaths: readonly string[];
}

type StepGroup = [PlanStep, ...PlanStep[]];
