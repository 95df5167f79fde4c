// The short way for an operation that has been asked for before: it gives the answer that Apollo Server would give.
// Whatever is unusual in the least goes to Apollo Server. docs/adr/0013 says what is left out and why.
import type { ApolloServer, ApolloServerPlugin, BaseContext, HTTPGraphQLResponse } from '@apollo/server';
import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';
import { readInside, type ApolloInside } from './apollo-inside.ts';
import { ContentTypes } from './content-types.ts';
import { formatErrors, toGraphQLError } from './format-errors.ts';
import { KnownOperations } from './known-operations.ts';
import { runPipeline, type KnownRequest } from './pipeline.ts';
import { readRequest } from './read-request.ts';

/** Puts a fast path before a server that has not been started yet; ask it in the server's place. */
export function createFastPath<Context extends BaseContext>(server: ApolloServer<Context>): Door<Context> {
  const operations = new KnownOperations<Context>();
  const contentTypes = new ContentTypes();
  server.addPlugin(operations.plugin);

  function recognise(http: HttpRequest): Recognised<Context> | undefined {
    const inside = readInside(server);
    const request = inside?.state.phase === 'started' ? readRequest(http) : undefined;
    const known = request?.query === undefined ? undefined : operations.find(request.query);
    const contentType = known && contentTypes.find(http.headers.get('accept'));
    if (!inside || !request || !known || !contentType) return undefined;
    const operation = known.operations.get(request.operationName);
    if (!operation || !isPlain(http, operation, inside)) return undefined;
    return { inside, contentType, request, known, operation };
  }

  // Those that Apollo Server adds by itself are there once it has started, and then no more come.
  let plugins: readonly ApolloServerPlugin<Context>[] | undefined;
  const pluginsOf = (inside: ApolloInside<Context>) =>
    (plugins ??= inside.plugins.filter((plugin) => plugin !== operations.plugin));

  async function answer(
    { inside, contentType, request, known, operation }: Recognised<Context>,
    { httpGraphQLRequest, context }: DoorRequest<Context>,
  ): Promise<HTTPGraphQLResponse> {
    let contextValue: Context;
    try {
      contextValue = await context();
    } catch (failure) {
      // No context: Apollo Server tells its plugins and the client.
      return ask({ httpGraphQLRequest, context: rejecting(failure) });
    }
    try {
      const asked = { request, known, operation, contextValue };
      const { http, body } = await runPipeline(server, inside, pluginsOf(inside), asked);
      if (body.kind !== 'single') throw new Error('a plugin answered in parts what is asked for as a whole');
      const { errors, data, extensions } = body.singleResult;
      const written = inside.stringifyResult({ errors, data, extensions });
      // What a function has awaited it holds for as long as it lives itself.
      const string = typeof written === 'string' ? written : await written;
      if (!http.headers.has('content-type')) http.headers.set('content-type', contentType);
      return { ...http, body: { kind: 'complete', string } };
    } catch (failure) {
      const { formatted, head } = formatErrors(inside, [toGraphQLError(failure)]);
      head.headers.set('content-type', contentType);
      const string = await inside.stringifyResult({ errors: formatted });
      return { headers: head.headers, status: head.status ?? 500, body: { kind: 'complete', string } };
    }
  }

  async function ask(request: DoorRequest<Context>): Promise<HTTPGraphQLResponse> {
    const answered = await server.executeHTTPGraphQLRequest(request);
    contentTypes.learn(request.httpGraphQLRequest.headers.get('accept'), answered);
    return answered;
  }

  return {
    executeHTTPGraphQLRequest(request) {
      const recognised = recognise(request.httpGraphQLRequest);
      return recognised ? answer(recognised, request) : ask(request);
    },
  };
}

const rejecting = (failure: unknown) => async (): Promise<never> => {
  throw failure;
};

/** Whether Apollo Server would run the operation without looking twice. */
function isPlain<Context extends BaseContext>(
  { method, headers }: HttpRequest,
  { operation }: OperationDefinitionNode,
  { csrfPreventionRequestHeaders, state }: ApolloInside<Context>,
): boolean {
  const contentType = headers.get('content-type');
  // No page of another site can send JSON without being allowed to.
  if (method === 'POST') return contentType?.startsWith('application/json') === true;
  if (operation !== OperationTypeNode.QUERY || contentType !== undefined) return false;
  const isAllowed = csrfPreventionRequestHeaders?.some((name) => headers.get(name)) ?? true;
  return isAllowed && !state.landingPage;
}

/** What an HTTP adapter asks of Apollo Server. */
export type Door<Context extends BaseContext> = Pick<ApolloServer<Context>, 'executeHTTPGraphQLRequest'>;

type DoorRequest<Context extends BaseContext> = Parameters<Door<Context>['executeHTTPGraphQLRequest']>[0];
type HttpRequest = DoorRequest<BaseContext>['httpGraphQLRequest'];

type Recognised<Context extends BaseContext> = Omit<KnownRequest<Context>, 'contextValue'> & {
  readonly inside: ApolloInside<Context>;
  readonly contentType: string;
};
