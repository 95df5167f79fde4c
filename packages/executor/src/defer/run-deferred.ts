// An answer in parts: what is asked for outside of `@defer` first, each deferred fragment as soon as it is there.
import { GraphQLError, OperationTypeNode } from 'graphql';
import { ExecutionAnswer } from '../answer.ts';
import type { ExecutionRequest } from '../create-executor.ts';
import type { JsonObject } from '../json.ts';
import type { Prepare, PreparedOperation } from '../prepare.ts';
import {
  answerOf,
  introspect,
  newRun,
  runOperation,
  variableProblems,
  type OperationRunner,
} from '../run-operation.ts';
import { combineExtensions } from '../subgraph-extensions.ts';
import { mentionsDefer } from './defer-directive.ts';
import { toldErrors } from './deferred-answer.ts';
import { Delivery, type DeferredAnswer } from './delivery.ts';
import { fetchPart, fetchPrimary } from './fetch-parts.ts';
import type { PreparedDeferral, PreparedFragment } from './prepare-deferred.ts';

/** As `runOperation`, but what is under a live `@defer` comes later. */
export async function runDeferred<Context>(
  runner: DeferredRunner<Context>,
  request: ExecutionRequest<Context>,
): Promise<ExecutionAnswer | DeferredAnswer> {
  if (!mentionsDefer(request.document)) return runOperation(runner, request, undefined);
  const variables = request.variables ?? {};
  try {
    const { document, operationName } = request;
    const { operation, deferred } = await runner.prepareDeferred(document, operationName, variables, request);
    if (operation === undefined) return await runOperation(runner, request, undefined);
    const problems = variableProblems(runner.generation.apiSchema, operation, variables);
    if (problems !== undefined) return new ExecutionAnswer(undefined, problems);
    return await fetchAndDefer(runner, operation, deferred, request, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return new ExecutionAnswer(undefined, [error]);
    throw error;
  }
}

async function fetchAndDefer<Context>(
  runner: DeferredRunner<Context>,
  operation: PreparedOperation,
  deferred: readonly PreparedFragment[],
  request: ExecutionRequest<Context>,
  variables: JsonObject,
): Promise<ExecutionAnswer | DeferredAnswer> {
  const { generation, subgraphExtensions } = runner;
  const leaving = new AbortController();
  const signal =
    request.signal === undefined ? leaving.signal : AbortSignal.any([request.signal, leaving.signal]);
  // What may have changed something is not given up.
  const isMutation = operation.definition.operation === OperationTypeNode.MUTATION;
  const run = newRun(
    runner,
    operation,
    { ...request, signal: isMutation ? undefined : signal },
    variables,
    {},
  );
  const introspection = introspect(generation.apiSchema, operation, variables);
  const laterRun = { ...run, signal };
  const { primary, parts } = fetchPrimary(operation, deferred, run, laterRun);
  const fetched = await primary;
  const initial = answerOf(runner, operation, run, introspection);
  const delivery = new Delivery({
    schema: generation.apiSchema,
    introspection,
    signal,
    told: toldErrors(generation.apiSchema, operation, fetched),
    extensionsOf: (received) => subgraphExtensions && combineExtensions(subgraphExtensions, received),
    fetch: (prepared, around) => parts.get(prepared) ?? fetchPart(prepared.requests, around, laterRun),
  });
  const root = { type: operation.rootType, path: [], fetchedPath: [] };
  const pending = delivery.expect(deferred, [{ place: root, answer: initial }], fetched);
  if (pending.length === 0) return initial;
  return { initial, pending, ...delivery.begin(() => leaving.abort()) };
}

export interface DeferredRunner<Context> extends OperationRunner<Context> {
  readonly prepareDeferred: Prepare<Context, PreparedDeferral>;
}
