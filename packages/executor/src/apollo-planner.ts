import { operationFromDocument, printSchema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';

/** The Apollo planner over one supergraph, with every federation feature that it knows let in. */
export function createApolloPlanner(supergraphSdl: string): ApolloPlanner {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false });
  return {
    apiSchemaSdl: printSchema(apiSchema),
    plan: (operation) => planner.buildQueryPlan(operationFromDocument(apiSchema, parse(operation))),
  };
}

export interface ApolloPlanner {
  readonly apiSchemaSdl: string;
  plan(operation: string): QueryPlan;
}
