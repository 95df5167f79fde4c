import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { runBounded } from '../../src/planning/run-bounded.ts';

const planTimeoutMs = 5_000;

/** Tells whether the Apollo planner by itself finds a plan: where it finds none there is none to mend either. */
export function createRawPlanner(supergraphSdl: string): RawPlanner {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
  const planner = new QueryPlanner(supergraph);
  return {
    canPlan: (document) => {
      const operation = operationFromDocument(supergraph.apiSchema(), document);
      try {
        runBounded(() => planner.buildQueryPlan(operation), planTimeoutMs);
        return true;
      } catch {
        return false;
      }
    },
  };
}

export interface RawPlanner {
  canPlan(document: DocumentNode): boolean;
}
