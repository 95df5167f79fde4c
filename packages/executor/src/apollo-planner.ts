import { operationFromDocument, printSchema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import { withoutNeedlessKeys } from './resolvable-keys.ts';

/** The Apollo planner over one supergraph, with every federation feature that it knows let in. */
export function createApolloPlanner(supergraphSdl: string): ApolloPlanner {
  const document = withoutNeedlessKeys(parse(supergraphSdl, { noLocation: true }));
  const supergraph = Supergraph.build(document, { supportedFeatures: null, validateSupergraph: false });
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
