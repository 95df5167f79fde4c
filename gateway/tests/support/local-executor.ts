import type { ApolloServer, BaseContext } from '@apollo/server';
import { execute, type DocumentNode, type ExecutionArgs, type GraphQLSchema } from 'graphql';

/**
 * Turns a server that resolves fields itself into one with a gateway that does the same, since only what stands before
 * a gateway has a fast path. Call it before the server starts.
 */
export function executeLocally<Context extends BaseContext>(
  server: ApolloServer<Context>,
  { hasResolverHooks = true } = {},
): void {
  // @NOTE private, but a server that is given a schema has no other door for an executor.
  const inside = server['internals'] as {
    gatewayExecutor: unknown;
    rootValue?: unknown;
    fieldResolver?: ExecutionArgs['fieldResolver'];
  };
  const { rootValue, fieldResolver } = inside;
  inside.gatewayExecutor = async (asked: Asked) =>
    execute({
      schema: asked.schema,
      document: asked.document,
      operationName: asked.request.operationName,
      variableValues: asked.request.variables,
      // Plugins watch resolvers by a hidden property of the context, which a copy does not have.
      contextValue: hasResolverHooks ? asked.context : { ...asked.context },
      rootValue: typeof rootValue === 'function' ? (rootValue(asked.document) as unknown) : rootValue,
      fieldResolver,
    });
}

/** Counts how often the server is asked from here on. */
export function countCalls(server: ApolloServer): () => number {
  let calls = 0;
  const execute = server.executeHTTPGraphQLRequest.bind(server);
  server.executeHTTPGraphQLRequest = (request) => {
    calls += 1;
    return execute(request);
  };
  return () => calls;
}

type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  request: { operationName?: string; variables?: Record<string, unknown> };
  context: object;
};
