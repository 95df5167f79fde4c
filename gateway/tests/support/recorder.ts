import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { print } from 'graphql';

/** A plugin with every hook of a request; it writes down which was called, and everything that it was shown. */
export function createRecorder(name: string, seen: unknown[]): ApolloServerPlugin<BaseContext> {
  const note = (hook: string, context: GraphQLRequestContext<BaseContext>, more?: unknown): void =>
    void seen.push({ recorder: name, hook, ...snapshotOf(context), more });
  return {
    requestDidStart: async (start) => {
      note('requestDidStart', start);
      return {
        didResolveSource: async (context) => note('didResolveSource', context),
        parsingDidStart: async (context) => note('parsingDidStart', context),
        validationDidStart: async (context) => note('validationDidStart', context),
        didResolveOperation: async (context) => note('didResolveOperation', context),
        responseForOperation: async (context) => {
          note('responseForOperation', context);
          return null;
        },
        executionDidStart: async (context) => {
          note('executionDidStart', context);
          return { executionDidEnd: async (error) => note('executionDidEnd', context, String(error)) };
        },
        didEncounterErrors: async (context) => note('didEncounterErrors', context),
        willSendResponse: async (context) => note('willSendResponse', context),
      };
    },
    unexpectedErrorProcessingRequest: async ({ requestContext, error }) =>
      note('unexpectedErrorProcessingRequest', requestContext, String(error)),
    contextCreationDidFail: async ({ error }) =>
      void seen.push({ hook: 'contextCreationDidFail', error: String(error) }),
    invalidRequestWasReceived: async ({ error }) =>
      void seen.push({ hook: 'invalidRequestWasReceived', error: String(error) }),
  };
}

/** All that a request context tells, as it is at this moment. */
function snapshotOf(context: GraphQLRequestContext<BaseContext>) {
  const { request, response, document, operation, errors, overallCachePolicy, ...rest } = context;
  const { logger: _logger, cache: _cache, schema, ...values } = rest;
  const { http, ...asked } = request;
  return structuredClone({
    values: JSON.parse(JSON.stringify(values)) as unknown,
    types: Object.keys(schema.getTypeMap()).length,
    asked,
    http: http && {
      ...{ method: http.method, search: http.search, body: http.body },
      headers: [...http.headers].filter(([name]) => name !== 'host'),
    },
    document: document && print(document),
    operation: operation && print(operation),
    errors: errors?.map((error) => [error.name, error.message, error.path, String(error.originalError)]),
    policy: [overallCachePolicy.maxAge, overallCachePolicy.scope, overallCachePolicy.policyIfCacheable()],
    status: response.http.status,
    headers: [...response.http.headers],
    body: response.body && (JSON.parse(JSON.stringify(response.body, withoutStack)) as unknown),
  });
}

/** Where a stack trace goes on below the code that fails is not the same, nor need it be. */
const withoutStack = (key: string, value: unknown): unknown =>
  key === 'stacktrace' && Array.isArray(value) ? value.slice(0, 1) : value;
