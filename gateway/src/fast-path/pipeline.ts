// Apollo Server's request pipeline for an operation that it knows already. Every hook of every plugin is called as
// Apollo Server calls it for the second request of a text, in the same order, with the same request context; what is
// left out is what has been found out before (hash, parsing, validation) and waiting where nobody has anything to do.
import {
  HeaderMap,
  type ApolloServer,
  type ApolloServerPlugin,
  type BaseContext,
  type GraphQLRequest,
  type GraphQLRequestContext,
  type GraphQLRequestContextDidEncounterErrors,
  type GraphQLRequestContextExecutionDidStart,
  type GraphQLRequestContextWillSendResponse,
  type GraphQLRequestListener,
  type GraphQLResponse,
} from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError, OperationDefinitionNode } from 'graphql';
import type { ApolloInside, GatewayRequest } from './apollo-inside.ts';
import { RequestCachePolicy } from './cache-policy.ts';
import { formatErrors, mergeHead, toGraphQLError, toUserInputError } from './format-errors.ts';
import type { KnownOperation } from './known-operations.ts';

/** Answers the operation. Rejects when a hook fails where Apollo Server allows no failure, having told the plugins. */
export async function runPipeline<Context extends BaseContext>(
  server: ApolloServer<Context>,
  inside: ApolloInside<Context>,
  plugins: readonly ApolloServerPlugin<Context>[],
  asked: KnownRequest<Context>,
): Promise<GraphQLResponse> {
  const requestContext = startContext(server, asked);
  try {
    return await run(inside, plugins, asked, requestContext);
  } catch (failure) {
    const error = failure instanceof Error ? failure : toGraphQLError(failure);
    await callAll(plugins, (plugin) => plugin.unexpectedErrorProcessingRequest?.({ requestContext, error }));
    server.logger.error(`Unexpected error processing request: ${error}`);
    throw new Error('Internal server error', { cause: failure });
  }
}

async function run<Context extends BaseContext>(
  inside: ApolloInside<Context>,
  plugins: readonly ApolloServerPlugin<Context>[],
  { known, operation, request }: KnownRequest<Context>,
  context: Progress<Context>,
): Promise<GraphQLResponse> {
  const starting = startAll(plugins, (plugin) => plugin.requestDidStart?.(context));
  const listeners = withoutNothing(await Promise.all(starting));
  context.metrics.persistedQueryHit = false;
  context.metrics.persistedQueryRegister = false;
  context.queryHash = known.queryHash;
  context.source = request.query;
  await callAll(listeners, (listener) => listener.didResolveSource?.(context));
  context.document = known.document;
  context.operation = operation;
  context.operationName = operation.name?.value ?? null;
  try {
    await callAll(listeners, (listener) => listener.didResolveOperation?.(context));
  } catch (refusal) {
    return await refuse(inside, listeners, context, toGraphQLError(refusal));
  }
  const isAnswering = listeners.some((listener) => listener.responseForOperation !== undefined);
  const ready = isAnswering ? await responseOfPlugin(listeners, context) : undefined;
  if (ready) {
    context.response.body = ready.body;
    mergeHead(context.response.http, ready.http);
  } else {
    const failure = await execute(inside, listeners, context);
    if (failure) return await refuse(inside, listeners, context, failure);
  }
  await callAll(listeners, (listener) => listener.willSendResponse?.(context));
  return context.response;
}

/** Executes and puts the result into the response; what the executor could not even begin is answered as an error. */
async function execute<Context extends BaseContext>(
  inside: ApolloInside<Context>,
  listeners: readonly GraphQLRequestListener<Context>[],
  context: Progress<Context>,
): Promise<GraphQLError | undefined> {
  const starting = startAll(listeners, (listener) => listener.executionDidStart?.(context));
  const executions = starting.length === 0 ? [] : withoutNothing(await Promise.all(starting)).reverse();
  try {
    const { errors, ...result } = await inside.gatewayExecutor(toGatewayRequest(context));
    const formatted = errors && (await receiveErrors(inside, listeners, context, errors, result.data));
    context.response.body = { kind: 'single', singleResult: { ...result, errors: formatted } };
  } catch (failure) {
    const error = failure instanceof Error ? failure : toGraphQLError(failure);
    await callAll(executions, (execution) => execution.executionDidEnd?.(error));
    return toGraphQLError(error);
  }
  await callAll(executions, (execution) => execution.executionDidEnd?.());
  return undefined;
}

async function receiveErrors<Context extends BaseContext>(
  inside: ApolloInside<Context>,
  listeners: readonly GraphQLRequestListener<Context>[],
  context: Progress<Context>,
  received: readonly GraphQLError[],
  data: unknown,
): Promise<GraphQLFormattedError[]> {
  const errors = received.map(toUserInputError);
  await tellErrors(listeners, context, errors);
  const { formatted, head } = formatErrors(inside, errors);
  const isRefused = errors.length > 0 && data === undefined;
  if (isRefused && inside.status400ForVariableCoercionErrors) head.status ??= 400;
  mergeHead(context.response.http, head);
  return formatted;
}

async function refuse<Context extends BaseContext>(
  inside: ApolloInside<Context>,
  listeners: readonly GraphQLRequestListener<Context>[],
  context: Progress<Context>,
  error: GraphQLError,
): Promise<GraphQLResponse> {
  await tellErrors(listeners, context, [error]);
  const { formatted, head } = formatErrors(inside, [error]);
  context.response.body = { kind: 'single', singleResult: { errors: formatted } };
  mergeHead(context.response.http, head);
  context.response.http.status ??= 500;
  await callAll(listeners, (listener) => listener.willSendResponse?.(context));
  return context.response;
}

async function tellErrors<Context extends BaseContext>(
  listeners: readonly GraphQLRequestListener<Context>[],
  context: Progress<Context>,
  errors: readonly GraphQLError[],
): Promise<void> {
  context.errors = errors;
  await callAll(listeners, (listener) => listener.didEncounterErrors?.(context));
}

/** The first plugin that answers by itself keeps the operation from being executed. */
async function responseOfPlugin<Context extends BaseContext>(
  listeners: readonly GraphQLRequestListener<Context>[],
  context: Progress<Context>,
): Promise<GraphQLResponse | undefined> {
  for (const listener of listeners) {
    const response = listener.responseForOperation && (await listener.responseForOperation(context));
    if (response) return response;
  }
  return undefined;
}

/** Calls a hook of all at once; answers what those who have it have begun. */
function startAll<Target, Result>(
  targets: readonly Target[],
  call: (target: Target) => Promise<Result> | undefined,
): Promise<Result>[] {
  const started: Promise<Result>[] = [];
  for (const target of targets) {
    const starting = call(target);
    if (starting !== undefined) started.push(starting);
  }
  return started;
}

const withoutNothing = <Value>(values: readonly (Value | null | undefined | void)[]): Value[] =>
  values.filter((value): value is Value => value != null);

/** Calls a hook of all at once; waits only if anybody has it. */
function callAll<Target>(
  targets: readonly Target[],
  call: (target: Target) => Promise<void> | undefined,
): Promise<unknown> | undefined {
  let first: Promise<void> | undefined;
  let all: Promise<void>[] | undefined;
  for (const target of targets) {
    const called = call(target);
    if (called === undefined) continue;
    if (first === undefined) first = called;
    else (all ??= [first]).push(called);
  }
  return all ? Promise.all(all) : first;
}

function startContext<Context extends BaseContext>(
  server: ApolloServer<Context>,
  { request, contextValue, known }: KnownRequest<Context>,
): Progress<Context> {
  const context: GraphQLRequestContext<Context> = {
    logger: server.logger,
    cache: server.cache,
    schema: known.schema,
    request,
    response: { http: { status: undefined, headers: new HeaderMap() } },
    contextValue: cloneOf(contextValue),
    metrics: {},
    overallCachePolicy: new RequestCachePolicy(),
    requestIsBatched: false,
  };
  // @NOTE a hook's type promises what the pipeline has filled in by then.
  return context as Progress<Context>;
}

function toGatewayRequest<Context extends BaseContext>(context: Progress<Context>): GatewayRequest {
  const { request, schema, queryHash, document, source, operationName, operation } = context;
  const { contextValue, overallCachePolicy } = context;
  return {
    request,
    schema,
    queryHash,
    document,
    source,
    operationName,
    operation,
    context: contextValue,
    overallCachePolicy,
  };
}

// What plugins write into the context is seen by this request only.
function cloneOf<Context extends BaseContext>(value: Context): Context {
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object | null) as Context, value);
}

export interface KnownRequest<Context extends BaseContext> {
  readonly known: KnownOperation;
  readonly operation: OperationDefinitionNode;
  readonly request: GraphQLRequest & { readonly query: string };
  readonly contextValue: Context;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The request context as it fills up. */
type Progress<Context extends BaseContext> = Mutable<
  GraphQLRequestContextExecutionDidStart<Context> &
    GraphQLRequestContextWillSendResponse<Context> &
    GraphQLRequestContextDidEncounterErrors<Context>
>;
