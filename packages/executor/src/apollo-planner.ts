import { operationFromDocument, printSchema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { addFetchTexts } from './fetch-texts.ts';
import { refuseUnknownFeatures } from './features.ts';
import { pinArguments } from './pinned-arguments.ts';
import { mendOrder } from './plan-order.ts';
import { withoutNeedlessKeys } from './resolvable-keys.ts';
import { unpinPlan } from './unpin-plan.ts';

/** The Apollo planner over one supergraph, with every federation feature that it knows let in. */
export function createApolloPlanner(supergraphSdl: string): ApolloPlanner {
  const given = parse(supergraphSdl, { noLocation: true });
  refuseUnknownFeatures(given);
  const document = withoutNeedlessKeys(given);
  const supergraph = build(document);
  const pinned = pinArguments(document);
  const planned = pinned === undefined ? supergraph : build(pinned.document);
  const plannedSchema = planned.apiSchema();
  const planner = new QueryPlanner(planned, { reuseQueryFragments: false });
  return {
    apiSchemaSdl: printSchema(supergraph.apiSchema()),
    plan: (operation, activeLabels = []) => {
      const plan = planner.buildQueryPlan(operationFromDocument(plannedSchema, parse(operation)), {
        overrideConditions: new Map(activeLabels.map((label) => [label, true])),
      });
      return addFetchTexts(mendOrder(pinned === undefined ? plan : unpinPlan(plan, pinned)));
    },
  };
}

function build(document: DocumentNode): Supergraph {
  return Supergraph.build(document, { supportedFeatures: null, validateSupergraph: false });
}

export interface ApolloPlanner {
  readonly apiSchemaSdl: string;
  plan(operation: string, activeLabels?: readonly string[]): QueryPlan;
}
