import { operationFromDocument, printSchema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { askByType } from './plan/ask-by-type.ts';
import { readFacts } from './plan/fetch-facts.ts';
import { addFetchTexts } from './plan/fetch-texts.ts';
import { readRequirements, type FieldRequirements } from './plan/field-requirements.ts';
import { nameReal } from './plan/name-real.ts';
import { mendOrder } from './plan/plan-order.ts';
import { stripExternals } from './plan/strip-externals.ts';
import { stripMembers } from './plan/strip-members.ts';
import { dropRootSteps } from './plan/typed-path.ts';
import { unpinPlan } from './plan/unpin-plan.ts';
import { runBounded } from './run-bounded.ts';
import { withExecutableDirectives } from './supergraph/executable-directives.ts';
import { watchExternals, type Externals } from './supergraph/externals.ts';
import { invalidSupergraph, refuseUnknownFeatures } from './supergraph/features.ts';
import { withInterfaceOwners } from './supergraph/federation-one.ts';
import { readInterfaceObjects } from './supergraph/interface-objects.ts';
import { lendMembers, type LentMembers } from './supergraph/lend-members.ts';
import { setOneOfAside, type OneOfAside } from './supergraph/one-of.ts';
import { pinArguments } from './supergraph/pinned-arguments.ts';
import { withPlainProvides } from './supergraph/plain-provides.ts';
import { withoutNeedlessKeys } from './supergraph/resolvable-keys.ts';
import { withUsualRoots } from './supergraph/root-names.ts';
import { splitComputed, type SplitSubgraphs } from './supergraph/split-computed.ts';

/** The Apollo planner over one supergraph, with every federation feature that it knows let in, and `@defer`. */
export function createApolloPlanner(supergraphSdl: string): ApolloPlanner {
  const given = parse(supergraphSdl, { noLocation: true });
  refuseUnknownFeatures(given);
  const roots = withUsualRoots(given);
  const planner = createUsualPlanner(roots.document);
  return {
    apiSchemaSdl: roots.restore(planner.apiSchemaSdl),
    plan: (operation, activeLabels) => planner.plan(roots.toUsual(operation), activeLabels),
  };
}

function createUsualPlanner(given: DocumentNode): ApolloPlanner {
  const oneOf = setOneOfAside(given);
  const keyed = withExecutableDirectives(withPlainProvides(withInterfaceOwners(oneOf.document)));
  const bare = withoutNeedlessKeys(keyed);
  const prepared = bare ?? keyed;
  const split = splitComputed(prepared);
  const lent = lendMembers(split?.document ?? prepared);
  const changed = lent?.document ?? split?.document;
  const requirements = readRequirements(prepared);
  const ofKeyed = () => createPlanner(keyed, oneOf, requirements);
  const ofPrepared =
    bare === undefined ? ofKeyed : () => orElse(() => createPlanner(bare, oneOf, requirements), ofKeyed);
  if (changed === undefined) return ofPrepared();
  return orElse(() => createPlanner(changed, oneOf, requirements, { lent, split }), ofPrepared);
}

// What is changed for the planner may break a rule of some subgraph's schema, or send it in a circle where it would find a plan
// with less of it changed.
function orElse(create: () => ApolloPlanner, createNext: () => ApolloPlanner): ApolloPlanner {
  let planner: ApolloPlanner;
  try {
    planner = create();
  } catch {
    return createNext();
  }
  let next: ApolloPlanner | undefined;
  return {
    ...planner,
    plan: (operation, activeLabels) => {
      try {
        return planner.plan(operation, activeLabels);
      } catch (error) {
        // What can't be parted with the better supergraph is answered whole rather than parted with the worse.
        if (operation.includes('@defer')) throw error;
        next ??= createNext();
        return next.plan(operation, activeLabels);
      }
    },
  };
}

function createPlanner(
  document: DocumentNode,
  oneOf: OneOfAside,
  requirements: FieldRequirements,
  { lent, split }: Changes = {},
): ApolloPlanner {
  const pinned = pinArguments(document);
  const { supergraph, planned, planner } = build(document, pinned?.document);
  let untypedPlanner: QueryPlanner | undefined;
  const plannedSchema = planned.apiSchema();
  const externals = watchExternals(planned);
  const interfaceObjects = readInterfaceObjects(document);
  const factsOf = readFacts(document, interfaceObjects);
  return {
    apiSchemaSdl: oneOf.restore(`${printSchema(supergraph.apiSchema())}\n${deferDefinition}`),
    plan: (operation, activeLabels = []) => {
      const planBy = (one: QueryPlanner, boundMs: number): QueryPlan => {
        const plan = (): QueryPlan =>
          one.buildQueryPlan(operationFromDocument(plannedSchema, parse(operation)), {
            overrideConditions: new Map(activeLabels.map((label) => [label, true])),
          });
        return withoutExternals((ms) => runBounded(plan, ms), boundMs, planned, externals);
      };
      const boundMs = operation.includes('@defer') ? circleTimeoutMs : planTimeoutMs;
      let made: QueryPlan;
      try {
        made = dropRootSteps(planBy(planner, boundMs / 2));
      } catch {
        // It may fail by type where it finds a plan for all types together, for which it has all of its time.
        untypedPlanner ??= queryPlanner(planned, false);
        made = planBy(untypedPlanner, boundMs);
      }
      const unpinned = pinned === undefined ? made : unpinPlan(made, pinned);
      const stripped = lent === undefined ? unpinned : stripMembers(unpinned, lent);
      const real = split === undefined ? stripped : nameReal(stripped, split);
      const ordered = mendOrder(real, factsOf, requirements);
      if (interfaceObjects === undefined) return addFetchTexts(ordered);
      const typed = requirements.sendLess(askByType(ordered, operation, interfaceObjects));
      // What is asked by type must come after who tells the type.
      return addFetchTexts(mendOrder(typed, factsOf, requirements));
    },
  };
}

// What asks for something that can't be answered is planned anew, with less to find. There the planner may end in a circle, as
// it may where it finds more; then that is just not asked for, because mostly another subgraph is asked for it as well.
function withoutExternals(
  plan: (boundMs: number) => QueryPlan,
  boundMs: number,
  planned: Supergraph,
  externals: Externals | undefined,
): QueryPlan {
  if (externals === undefined) return plan(boundMs);
  const before = process.threadCpuUsage();
  const planAnew = (): QueryPlan => {
    const { user } = process.threadCpuUsage(before);
    return externals.hiddenFrom(() => plan(Math.max(circleTimeoutMs, Math.ceil((4 * user) / 1_000))));
  };
  let made: QueryPlan;
  try {
    made = externals.watchedIn(() => plan(boundMs));
  } catch (error) {
    if (externals.areMet()) return planAnew();
    throw error;
  }
  if (!externals.areMet() || !stripExternals(made, planned, externals)) return made;
  try {
    return planAnew();
  } catch {
    return made;
  }
}

// @NOTE the planner may make fetches wait for each other in a circle, and then walks it for ever: with `@defer`, where fields
// that are required are computed, where interface objects compute. A plan that comes takes some hundredths of a second.
const circleTimeoutMs = 1_000;

// Where what comes instead answers less well, the largest plan of a slow machine is waited for.
const planTimeoutMs = 4_000;

// Of the ways to share fields out among subgraphs that the planner compares; 10,000 unless told. Where there are so many, a plan took
// 5.3 s, and takes 1.2 s with these; what is passed over first are ways with more hops.
const evaluatedPlansMax = 1_000;

// Clients see the supergraph as it is given; what is planned with may have fields that are not theirs.
function build(given: DocumentNode, pinned: DocumentNode | undefined): Built {
  try {
    const supergraph = toSupergraph(given);
    const planned = pinned === undefined ? supergraph : toSupergraph(pinned);
    return { supergraph, planned, planner: queryPlanner(planned, true) };
  } catch (error) {
    throw invalidSupergraph(error);
  }
}

/** @param isByType whether an entity is asked only for what is wanted of it under the types that stand around it */
function queryPlanner(planned: Supergraph, isByType: boolean): QueryPlanner {
  return new QueryPlanner(planned, {
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
    debug: { maxEvaluatedPlans: evaluatedPlansMax },
    typeConditionedFetching: isByType,
  });
}

function toSupergraph(document: DocumentNode): Supergraph {
  return Supergraph.build(document, { supportedFeatures: null, validateSupergraph: false });
}

// Printing a schema leaves out what is built into it.
const deferDefinition =
  'directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT\n';

export interface ApolloPlanner {
  readonly apiSchemaSdl: string;
  plan(operation: string, activeLabels?: readonly string[]): QueryPlan;
}

/** What was changed for the planner, and has to be taken back in its plans. */
interface Changes {
  readonly lent?: LentMembers | undefined;
  readonly split?: SplitSubgraphs | undefined;
}

interface Built {
  readonly supergraph: Supergraph;
  readonly planned: Supergraph;
  readonly planner: QueryPlanner;
}
