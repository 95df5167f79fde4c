import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { mentionsDefer, toIncrementalBody, type IncrementalShape } from '@bazaar/executor';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../request-context.ts';
import type { ExecuteIncrementally } from '../supergraph/execution.ts';

/**
 * `@defer`: a client whose `Accept` names one of Apollo Server's two multipart shapes gets an answer in parts. To
 * everyone else, sockets included, `@defer` is a hint that is not taken: the answer comes whole, so that an operation
 * runs with every client.
 */
export function createDeferral(
  execute: ExecuteIncrementally | undefined,
  formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError,
): ApolloServerPlugin<GatewayContext> {
  const format = (error: GraphQLError) => formatError(error.toJSON(), error);
  return {
    requestDidStart: async ({ request }) => {
      const shape = execute && shapeIn(request.http?.headers.get('accept'));
      if (!execute || !shape) return;
      return {
        responseForOperation: async ({ document, schema, queryHash, contextValue }) => {
          if (!mentionsDefer(document)) return null;
          // @NOTE the hash is there with the document; Apollo Server's type does not say so.
          const answer = await execute({
            document,
            schema,
            queryHash: queryHash!,
            request,
            context: contextValue,
          });
          if ('subsequent' in answer) return toResponse(toIncrementalBody(answer, shape, format));
          const { data, errors, extensions } = answer;
          // Nothing was executed: Apollo Server goes the usual way, and says why.
          if (data === undefined) return null;
          const singleResult = {
            data,
            ...(errors && { errors: errors.map(format) }),
            ...(extensions && { extensions }),
          };
          return toResponse({ kind: 'single', singleResult });
        },
      };
    },
  };
}

/** The shape that a client wants most, of those that it names. */
export function shapeIn(accept = ''): IncrementalShape | undefined {
  // Hardly anybody does; the rest is for those.
  if (!/multipart/i.test(accept)) return undefined;
  const wanted = accept.split(',').flatMap((range) => {
    const [type, ...parameters] = range.split(';').map((text) => text.replace(/[\s"]/g, '').toLowerCase());
    const shape = shapes.find((known) => parameters.includes(known.toLowerCase()));
    const quality = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
    return type === 'multipart/mixed' && shape && quality > 0 ? [{ shape, quality }] : [];
  });
  return wanted.sort((a, b) => b.quality - a.quality)[0]?.shape;
}

const shapes: readonly IncrementalShape[] = ['incrementalSpec=v0.2', 'deferSpec=20220824'];

// @NOTE Apollo Server's types of the two shapes say no more than that they are JSON with `hasNext`.
const toResponse = (body: object): GraphQLResponse => ({
  body: body as GraphQLResponse['body'],
  http: { status: undefined, headers: new HeaderMap() },
});
