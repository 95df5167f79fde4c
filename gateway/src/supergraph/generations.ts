import type { GraphQLSchema } from 'graphql';
import { readAccessRules, type AccessRules } from '../protection/access.ts';
import type { GatewayInterface } from './execution.ts';

/** One supergraph as it is served: immutable, so that a request sees one and the same from start to end. */
export type Generation = {
  readonly number: number;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly accessRules: AccessRules;
};

export type Generations = {
  current(): Generation;
  /** The generation of a schema that Apollo Server is working with. */
  of(schema: GraphQLSchema): Generation;
};

/** Follows the schemas that the execution serves. */
export function followGenerations(gateway: GatewayInterface): Generations {
  const bySchema = new WeakMap<GraphQLSchema, Generation>();
  let current: Generation | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    const number = (current?.number ?? 0) + 1;
    current = { number, schema: apiSchema, accessRules: readAccessRules(coreSupergraphSdl) };
    bySchema.set(apiSchema, current);
  });
  return {
    current() {
      if (!current) throw new Error('no supergraph is loaded yet');
      return current;
    },
    of(schema) {
      const generation = bySchema.get(schema);
      if (!generation) throw new Error('this schema is of no generation');
      return generation;
    },
  };
}
