import { executeSync, getVariableValues, GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql';
import { ExecutionAnswer, wordAnswer } from './answer.ts';
import { CachePolicy } from './cache-policy.ts';
import type { ExecutionRequest } from './create-executor.ts';
import { ExecutorError } from './errors.ts';
import { executePlan, type CallSubgraph, type Run } from './execute.ts';
import type { Generation } from './generation.ts';
import type { InFlight } from './in-flight.ts';
import { isRecord, type JsonObject } from './json.ts';
import type { Prepare, PreparedOperation } from './prepare.ts';
import { combineExtensions, type SubgraphExtensions } from './subgraph-extensions.ts';
import { variableTexts } from './variable-texts.ts';

/** Prepare → check variables → fetch → answer. `event` is the entity that a subscription's event is about. */
export async function runOperation<Context>(
  runner: OperationRunner<Context>,
  request: ExecutionRequest<Context>,
  event: JsonObject | undefined,
): Promise<ExecutionAnswer> {
  const variables = request.variables ?? nothing;
  try {
    const preparing = runner.prepare(request.document, request.operationName, variables, request);
    const operation = preparing instanceof Promise ? await preparing : preparing;
    if (operation.refusal !== undefined) return new ExecutionAnswer(undefined, [operation.refusal]);
    const problems = variableProblems(runner.generation.apiSchema, operation, variables);
    if (problems !== undefined) return new ExecutionAnswer(undefined, problems);
    const kind = operation.definition.operation;
    const caller = kind === OperationTypeNode.QUERY ? runner.shareFor?.(request.context) : undefined;
    // What others await as well, or what may have changed something, is not given up.
    const isKept = caller !== undefined || kind === OperationTypeNode.MUTATION;
    const own = isKept ? { ...request, signal: undefined } : request;
    const answer = () => fetchAndAnswer(runner, operation, own, variables, event);
    if (caller === undefined) return await answer();
    return await runner.inFlight.share(operation, `${caller} ${JSON.stringify(variables)}`, answer);
  } catch (error) {
    if (error instanceof GraphQLError) return new ExecutionAnswer(undefined, [error]);
    throw error;
  }
}

async function fetchAndAnswer<Context>(
  runner: OperationRunner<Context>,
  operation: PreparedOperation,
  request: ExecutionRequest<Context>,
  variables: JsonObject,
  event: JsonObject | undefined,
): Promise<ExecutionAnswer> {
  const run = newRun(runner, operation, request, variables, startingData(operation, event));
  await executePlan(operation.plan, run);
  return answerOf(runner, operation, run, introspect(runner.generation.apiSchema, operation, variables));
}

/** One execution that has not begun. */
export function newRun<Context>(
  { generation, callSubgraph, onFailure, subgraphExtensions }: OperationRunner<Context>,
  operation: PreparedOperation,
  request: ExecutionRequest<Context>,
  variables: JsonObject,
  data: JsonObject,
): Run<Context> {
  return {
    types: generation.types,
    variables: variableTexts(operation.normalised.variables, variables),
    callSubgraph,
    context: request.context,
    signal: request.signal,
    onFailure,
    data,
    // An event's data were given, and nobody has looked at them.
    isPlain: operation.plan.eventKey === undefined,
    awaited: new Set(),
    errors: [],
    extensions: subgraphExtensions && [],
    cachePolicy: new CachePolicy(),
  };
}

/** What an execution has come to. Throws when it has been aborted. */
export function answerOf<Context>(
  { generation, subgraphExtensions }: OperationRunner<Context>,
  operation: PreparedOperation,
  run: Run<Context>,
  introspection: JsonObject,
): ExecutionAnswer {
  if (run.signal?.aborted === true) {
    throw new ExecutorError('Nobody waits for the answer any more.', 'REQUEST_ABORTED');
  }
  const { text, errors } = wordAnswer(generation.apiSchema, operation, run, introspection);
  const { cachePolicy, extensions } = run;
  // What was decided about the caller may not be shown to others, whatever its subgraphs say of it.
  if (operation.isDecided) cachePolicy.isPrivate = true;
  const isExtended = subgraphExtensions !== undefined && extensions !== undefined && extensions.length > 0;
  return new ExecutionAnswer(text, errors, {
    cachePolicy,
    extensions: isExtended ? combineExtensions(subgraphExtensions, extensions) : undefined,
  });
}

function startingData({ definition, plan }: PreparedOperation, event: JsonObject | undefined): JsonObject {
  const isSubscription = definition.operation === OperationTypeNode.SUBSCRIPTION;
  if (isSubscription !== (event !== undefined)) {
    const problem = isSubscription
      ? 'A subscription has no single answer: it takes a connection that stays open.'
      : 'Only a subscription is executed for an event.';
    throw new ExecutorError(problem, 'BAD_USER_INPUT');
  }
  return plan.eventKey === undefined ? {} : { [plan.eventKey]: { ...event } };
}

/** What is wrong with the variables of a request. */
export function variableProblems(
  schema: GraphQLSchema,
  { definition }: PreparedOperation,
  variables: JsonObject,
): readonly GraphQLError[] | undefined {
  const definitions = definition.variableDefinitions ?? [];
  if (definitions.length === 0) return undefined;
  return getVariableValues(schema, definitions, variables).errors;
}

/** Answers what a request asks of the schema itself. */
export function introspect(
  schema: GraphQLSchema,
  { normalised }: PreparedOperation,
  variableValues: JsonObject,
): JsonObject {
  if (normalised.introspection === undefined) return nothing;
  const { data, errors } = executeSync({ schema, document: normalised.introspection, variableValues });
  if (errors?.[0] !== undefined) throw errors[0];
  return isRecord(data) ? data : nothing;
}

const nothing: JsonObject = {};

export interface OperationRunner<Context> {
  readonly generation: Generation;
  readonly prepare: Prepare<Context>;
  readonly callSubgraph: CallSubgraph<Context>;
  readonly inFlight: InFlight;
  readonly shareFor: ((context: Context) => string | undefined) | undefined;
  readonly onFailure: ((subgraph: string, cause: unknown) => void) | undefined;
  readonly subgraphExtensions: SubgraphExtensions | undefined;
}
