// Stage 2. A normalised operation becomes a query plan, by the Apollo planner, in this thread or in another.
// Execution is unknown here.
import type { QueryPlan } from '@apollo/query-planner';

/** Plans operations of one supergraph. */
export interface Planner {
  /** The schema that clients see. */
  readonly apiSchemaSdl: string;
  /**
   * Rejects when the operation can't be planned.
   * @param activeLabels the labels of `@override` that are on; none unless told
   */
  plan(operation: string, activeLabels?: readonly string[]): Promise<QueryPlan>;
  close(): Promise<void>;
}

/**
 * A planner that blocks the event loop while it plans (tens of milliseconds for a large operation): for tests and
 * short programs.
 */
export async function createInlinePlanner(supergraphSdl: string): Promise<Planner> {
  const { createApolloPlanner } = await import('./apollo-planner.ts');
  const planner = createApolloPlanner(supergraphSdl);
  return {
    apiSchemaSdl: planner.apiSchemaSdl,
    plan: async (operation, activeLabels) => planner.plan(operation, activeLabels),
    close: async () => undefined,
  };
}
