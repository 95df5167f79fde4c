// The supergraph: where it comes from, and what executes it. Everything else sees a schema and `execute`.
import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import type { Logger } from '@bazaar/kit';
import type { ApolloGateway, Explanation, OperationRequest } from '@bazaar/executor';
import type { FormattedExecutionResult } from 'graphql';
import type { GatewayContext } from '../request-context.ts';
import type { CandidateCheck } from './candidates.ts';
import { createOwnExecution } from './own-execution.ts';

/** What executes operations; Apollo Server is given `gateway` and nothing else of it. */
export type Execution = {
  gateway: GatewayInterface;
  /** Swaps the supergraph; throws, and goes on with the old one, if the new one does not hold. */
  update(supergraphSdl: string): void | Promise<void>;
  /** Writes an answer of which the text exists already. */
  stringifyResult?: (result: FormattedExecutionResult) => string;
  /** Executes with `@defer`; where it is missing, every answer is whole. */
  executeIncrementally?: ExecuteIncrementally;
  /** What would be done for a caller who may read everything; the stock gateway can't tell. */
  explain?: (operation: OperationRequest) => Promise<Explanation>;
};

export type ExecuteIncrementally = ApolloGateway<GatewayContext>['executeIncrementally'];

/** What Apollo Server asks of a gateway. */
export type GatewayInterface = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

export type ExecutionOptions = {
  /** `stock` is `@apollo/gateway`, the yardstick of correctness. */
  executor: 'bazaar' | 'stock';
  /** Whether equal queries of one caller that are under way are executed once. */
  shareQueries: boolean;
  supergraphSdl: string;
  /** By subgraph name; others are called where the supergraph says. */
  subgraphUrls: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Sees each supergraph before it is served, and may refuse it; not with the stock gateway, which has no such place. */
  onCandidate: CandidateCheck;
  /** Which policies of `@policy` hold for a request; none unless told. The stock gateway knows no such thing. */
  policiesOf?: PoliciesOf;
  logger: Logger;
};

export type PoliciesOf = (
  context: GatewayContext,
  policies: readonly string[],
) => Iterable<string> | Promise<Iterable<string>>;

/** The one place that chooses what executes. */
export async function createExecution(options: ExecutionOptions): Promise<Execution> {
  if (options.executor === 'bazaar') return createOwnExecution(options);
  // 23 MB that only those who ask for it shall have.
  const { createStockExecution } = await import('./stock-execution.ts');
  return createStockExecution(options);
}
