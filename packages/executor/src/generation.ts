import { buildASTSchema, parse, validateSchema, type GraphQLSchema } from 'graphql';
import type { CompiledPlan } from './compile.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Planner } from './planning/planner.ts';
import { readRequired, type RequiredFields } from './required-fields.ts';
import { supergraphTypes, type SupergraphTypes } from './supergraph-types.ts';
import { nextTurn } from './turn.ts';

/**
 * Everything that belongs to one supergraph. Immutable but for its cache: a new supergraph is a new generation. It is
 * built in several turns of the event loop, because an older one may be serving meanwhile.
 */
export async function createGeneration(
  supergraphSdl: string,
  planner: Planner,
  plansMax: number,
): Promise<Generation> {
  const apiSchema = await buildInTurns(planner.apiSchemaSdl);
  const [problem] = validateSchema(apiSchema);
  if (problem !== undefined) throw problem;
  const supergraph = await buildInTurns(supergraphSdl);
  return {
    supergraphSdl,
    supergraph,
    apiSchema,
    types: supergraphTypes(supergraph),
    required: readRequired(supergraph),
    planner,
    plans: new BoundedCache(plansMax),
  };
}

async function buildInTurns(sdl: string): Promise<GraphQLSchema> {
  await nextTurn();
  const document = parse(sdl, { noLocation: true });
  await nextTurn();
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  await nextTurn();
  return schema;
}

export interface Generation {
  readonly supergraphSdl: string;
  /** What the subgraphs know together, with the directives that say how. Clients see `apiSchema`. */
  readonly supergraph: GraphQLSchema;
  readonly apiSchema: GraphQLSchema;
  readonly types: SupergraphTypes;
  /** The names of fields that subgraphs need for themselves, in other ways than clients may ask for them. */
  readonly required: RequiredFields;
  readonly planner: Planner;
  /** By the text of a normalised operation. */
  readonly plans: BoundedCache<CompiledPlan>;
}
