import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';
import type { CompiledPlan } from './compile.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Planner } from './planner.ts';
import { supergraphTypes, type SupergraphTypes } from './supergraph-types.ts';

/** Everything that belongs to one supergraph. Immutable but for its cache: a new supergraph is a new generation. */
export function createGeneration(supergraphSdl: string, planner: Planner, plansMax: number): Generation {
  return {
    supergraphSdl,
    apiSchema: buildASTSchema(parse(planner.apiSchemaSdl, { noLocation: true }), { assumeValidSDL: true }),
    types: supergraphTypes(supergraphSdl),
    planner,
    plans: new BoundedCache(plansMax),
  };
}

export interface Generation {
  readonly supergraphSdl: string;
  readonly apiSchema: GraphQLSchema;
  readonly types: SupergraphTypes;
  readonly planner: Planner;
  /** By the text of a normalised operation. */
  readonly plans: BoundedCache<CompiledPlan>;
}
