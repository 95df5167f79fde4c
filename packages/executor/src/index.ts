// What the package offers. Everything else is its own affair.
export {
  createExecutor,
  type EventRequest,
  type ExecutionRequest,
  type Executor,
  type ExecutorOptions,
  type OperationRequest,
} from './create-executor.ts';
export { createApolloGateway, type ApolloGateway, type ApolloGatewayOptions } from './apollo-gateway.ts';
export type { Candidate } from './generations.ts';
export { stringifyResult } from './apollo-result.ts';
export type { AccessOptions, Caller } from './decisions/access.ts';
export type { OverrideOptions } from './decisions/override-labels.ts';
export type { CostMeter } from './cost/operation-cost.ts';
export { ExecutionAnswer } from './answer.ts';
export { mentionsDefer } from './defer/defer-directive.ts';
export { toIncrementalBody, type IncrementalShape } from './defer/incremental-body.ts';
export type { DeferredAnswer, DeferredBatch, DeferredPart, PendingPart } from './defer/delivery.ts';
export { ExecutorError, SubgraphCallError, type SubgraphCallReason } from './errors.ts';
export type { CallSubgraph, SubgraphCall, SubgraphReply } from './execute.ts';
export type { SubgraphExtensions } from './subgraph-extensions.ts';
export type { HttpCallerOptions } from './calls/http-caller.ts';
export type { Explanation, ExplainedRequest } from './explain.ts';
export { subgraphUrls } from './calls/subgraph-urls.ts';
