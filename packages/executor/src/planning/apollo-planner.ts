import { operationFromDocument, printSchema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { askByType } from './ask-by-type.ts';
import { withExecutableDirectives } from './executable-directives.ts';
import { readFacts } from './fetch-facts.ts';
import { addFetchTexts } from './fetch-texts.ts';
import { invalidSupergraph, refuseUnknownFeatures } from './features.ts';
import { withInterfaceOwners } from './federation-one.ts';
import { hideExternals } from './hide-externals.ts';
import { readInterfaceObjects } from './interface-objects.ts';
import { setOneOfAside, type OneOfAside } from './one-of.ts';
import { lendMembers, type LentMembers } from './lend-members.ts';
import { pinArguments } from './pinned-arguments.ts';
import { mendOrder } from './plan-order.ts';
import { withoutNeedlessKeys } from './resolvable-keys.ts';
import { runBounded } from './run-bounded.ts';
import { nameReal, splitComputed, type SplitSubgraphs } from './split-computed.ts';
import { stripMembers } from './strip-members.ts';
import { unpinPlan } from './unpin-plan.ts';

/** The Apollo planner over one supergraph, with every federation feature that it knows let in, and `@defer`. */
export function createApolloPlanner(supergraphSdl: string): ApolloPlanner {
  const given = parse(supergraphSdl, { noLocation: true });
  refuseUnknownFeatures(given);
  const oneOf = setOneOfAside(given);
  const prepared = withExecutableDirectives(withoutNeedlessKeys(withInterfaceOwners(oneOf.document)));
  const split = splitComputed(prepared);
  const lent = lendMembers(split?.document ?? prepared);
  const document = lent?.document ?? split?.document;
  if (document === undefined) return createPlanner(prepared, oneOf, {});
  try {
    return createPlanner(document, oneOf, { lent, split });
  } catch {
    // What is lent or split may break a rule of some subgraph's schema. Then nothing is.
    return createPlanner(prepared, oneOf, {});
  }
}

function createPlanner(document: DocumentNode, oneOf: OneOfAside, { lent, split }: Changes): ApolloPlanner {
  const pinned = pinArguments(document);
  const { supergraph, planned, planner } = build(document, pinned?.document);
  const plannedSchema = planned.apiSchema();
  const interfaceObjects = readInterfaceObjects(document);
  const factsOf = readFacts(document, interfaceObjects);
  return {
    apiSchemaSdl: oneOf.restore(`${printSchema(supergraph.apiSchema())}\n${deferDefinition}`),
    plan: (operation, activeLabels = []) => {
      const plan = (): QueryPlan =>
        planner.buildQueryPlan(operationFromDocument(plannedSchema, parse(operation)), {
          overrideConditions: new Map(activeLabels.map((label) => [label, true])),
        });
      const made = operation.includes('@defer') ? runBounded(plan, deferTimeoutMs) : plan();
      const unpinned = pinned === undefined ? made : unpinPlan(made, pinned);
      const stripped = lent === undefined ? unpinned : stripMembers(unpinned, lent);
      const real = split === undefined ? stripped : nameReal(stripped, split);
      const ordered = mendOrder(real, factsOf);
      if (interfaceObjects === undefined) return addFetchTexts(ordered);
      // What is asked by type must come after who tells the type.
      return addFetchTexts(mendOrder(askByType(ordered, operation, interfaceObjects), factsOf));
    },
  };
}

// @NOTE with `@defer` the planner may make fetches wait for each other in a circle, and then walks it for ever. A plan
// that comes takes some hundredths of a second.
const deferTimeoutMs = 1_000;

// Clients see the supergraph as it is given; what is planned with may have fields that are not theirs.
function build(given: DocumentNode, pinned: DocumentNode | undefined): Built {
  try {
    const supergraph = toSupergraph(given);
    const planned = pinned === undefined ? supergraph : toSupergraph(pinned);
    const planner = new QueryPlanner(planned, {
      reuseQueryFragments: false,
      incrementalDelivery: { enableDefer: true },
    });
    hideExternals(planned);
    return { supergraph, planned, planner };
  } catch (error) {
    throw invalidSupergraph(error);
  }
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
