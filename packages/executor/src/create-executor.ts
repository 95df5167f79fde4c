import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ExecutionAnswer } from './answer.ts';
import { createHttpCaller, type HttpCallerOptions } from './calls/http-caller.ts';
import { subgraphUrls } from './calls/subgraph-urls.ts';
import { createDecisions, type DecisionOptions } from './decisions/decisions.ts';
import { createCostMeter, type CostMeter } from './cost/operation-cost.ts';
import { mentionsDefer } from './defer/defer-directive.ts';
import type { DeferredAnswer } from './defer/delivery.ts';
import { createDeferredPreparer } from './defer/prepare-deferred.ts';
import { runDeferred } from './defer/run-deferred.ts';
import type { CallSubgraph } from './execute.ts';
import { explainOperation, type Explanation } from './explain.ts';
import { createGeneration } from './generation.ts';
import { InFlight } from './in-flight.ts';
import { createInlinePlanner, type Planner } from './planning/planner.ts';
import { createPreparer } from './prepare.ts';
import { runOperation } from './run-operation.ts';
import type { SubgraphExtensions } from './subgraph-extensions.ts';
import { createWorkerPlanner } from './planning/worker-planner.ts';

/**
 * Builds an executor for one supergraph. Without `callSubgraph`, subgraphs are called over HTTP at the addresses that
 * the supergraph names. Rejects when the supergraph is not valid.
 *
 * @example
 * const executor = await createExecutor({ supergraphSdl });
 * const answer = await executor.execute({ document: parse('{ me { name } }'), context: {} });
 * answer.dataText; // '{"me":{"name":"Ada"}}'
 */
export async function createExecutor<Context>(options: ExecutorOptions<Context>): Promise<Executor<Context>> {
  const createPlanner = options.planning === 'inline' ? createInlinePlanner : createWorkerPlanner;
  const planner = await createPlanner(options.supergraphSdl);
  try {
    return await createOnPlanner(options, planner);
  } catch (error) {
    // Its thread would wait for operations of a supergraph that nobody serves.
    await planner.close();
    throw error;
  }
}

async function createOnPlanner<Context>(
  options: ExecutorOptions<Context>,
  planner: Planner,
): Promise<Executor<Context>> {
  const { supergraphSdl } = options;
  const generation = await createGeneration(supergraphSdl, planner, options.plansMax ?? 2_000);
  const decisions = createDecisions(generation, options);
  const prepare = createPreparer(generation, decisions);
  const prepareDeferred = createDeferredPreparer(generation, decisions);
  const http =
    options.callSubgraph === undefined
      ? createHttpCaller<Context>(subgraphUrls(supergraphSdl, options.subgraphUrls), options.http)
      : undefined;
  const run = {
    generation,
    prepare,
    callSubgraph: options.callSubgraph ?? http!.callSubgraph,
    inFlight: new InFlight(),
    shareFor: options.shareFor,
    onFailure: options.onFailure,
    subgraphExtensions: options.subgraphExtensions,
  };
  return {
    schema: generation.apiSchema,
    execute: (request) => runOperation(run, request, undefined),
    executeIncrementally: (request) => runDeferred({ ...run, prepareDeferred }, request),
    executeEntitySelection: (request) => runOperation(run, request, request.representation),
    warmUp: async ({ document, operationName, variables }) => {
      await prepare(document, operationName, variables ?? {});
      if (mentionsDefer(document)) await prepareDeferred(document, operationName, variables ?? {});
    },
    explain: async ({ document, operationName, variables }) =>
      explainOperation(generation, await prepare(document, operationName, variables ?? {})),
    cost: createCostMeter(generation.supergraph, options.listSizeDefault ?? 0),
    close: async () => {
      await Promise.all([generation.planner.close(), http?.close()]);
    },
  };
}

export interface ExecutorOptions<Context> extends DecisionOptions<Context> {
  readonly supergraphSdl: string;
  /** Replaces the calls over HTTP. */
  readonly callSubgraph?: CallSubgraph<Context> | undefined;
  /** Addresses by subgraph name, in place of the supergraph's; several are instances of one subgraph. */
  readonly subgraphUrls?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly http?: HttpCallerOptions<Context> | undefined;
  /**
   * Turns sharing on: equal queries that are under way at one time, by callers for whom this gives one text, are
   * executed once. The text must tell apart all whose answers may differ; undefined shares nothing.
   */
  readonly shareFor?: ((context: Context) => string | undefined) | undefined;
  /** Told of each failed call to a subgraph, for logs and metrics; the client sees only that a part is missing. */
  readonly onFailure?: ((subgraph: string, cause: unknown) => void) | undefined;
  /** What clients see of subgraphs' `extensions`: nothing, unless there is a rule for its name. */
  readonly subgraphExtensions?: SubgraphExtensions | undefined;
  /** How many plans are kept; 2,000 unless told. */
  readonly plansMax?: number | undefined;
  /** How long a list without `@listSize` is taken to be in the expected cost; 0 unless told. */
  readonly listSizeDefault?: number | undefined;
  /** `worker` (the default) plans in a thread of its own; `inline` starts faster and blocks while it plans. */
  readonly planning?: 'worker' | 'inline' | undefined;
}

export interface Executor<Context> {
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  /** Answers a query or mutation that is valid against `schema`, whole: `@defer` is without effect. */
  execute(request: ExecutionRequest<Context>): Promise<ExecutionAnswer>;
  /**
   * As `execute`, but each fragment under a live `@defer` comes later. Answers whole what has nothing to defer.
   * Aborting `signal`, or returning from `subsequent`, ends what is still under way.
   */
  executeIncrementally(request: ExecutionRequest<Context>): Promise<ExecutionAnswer | DeferredAnswer>;
  /**
   * Answers a subscription for one event: the entity that the event is about (its `__typename` and a key) is fetched
   * from the subgraph that declares the subscription, and the rest of the selection from wherever it lives.
   */
  executeEntitySelection(request: EventRequest<Context>): Promise<ExecutionAnswer>;
  /** Plans and compiles ahead of traffic. Rejects when the operation can't be planned. */
  warmUp(operation: OperationRequest): Promise<void>;
  /** What would be done, for people. */
  explain(operation: OperationRequest): Promise<Explanation>;
  /** What operations cost by `@cost` and `@listSize`. Nothing is weighed unless asked for. */
  readonly cost: CostMeter;
  close(): Promise<void>;
}

export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface ExecutionRequest<Context> extends OperationRequest {
  /** Handed to `callSubgraph` untouched. */
  readonly context: Context;
  /**
   * Ends the calls to subgraphs that are under way and sends no more; the answer is the error REQUEST_ABORTED. Mutations
   * go on to their end, and so does an execution that is shared with others.
   */
  readonly signal?: AbortSignal | undefined;
}

export interface EventRequest<Context> extends ExecutionRequest<Context> {
  readonly representation: Readonly<Record<string, unknown>> & { readonly __typename: string };
}
