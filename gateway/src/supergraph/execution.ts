// The supergraph: where it comes from, and what executes it. Everything else sees a schema and `execute`.
import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import type { Logger } from '@bazaar/kit';
import type { SubgraphHeaders } from '../subgraphs/headers.ts';
import { createStockExecution } from './stock-execution.ts';

/** What executes operations; Apollo Server is given `gateway` and nothing else of it. */
export type Execution = {
  gateway: GatewayInterface;
  /** Swaps the supergraph; throws, and goes on with the old one, if the new one does not hold. */
  update(supergraphSdl: string): void | Promise<void>;
};

/** What Apollo Server asks of a gateway. */
export type GatewayInterface = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

export type ExecutionOptions = {
  supergraphSdl: string;
  /** By subgraph name; others are called where the supergraph says. */
  subgraphUrls: Readonly<Record<string, string>>;
  timeoutMs: number;
  headersFor: SubgraphHeaders;
  logger: Logger;
};

/** The one place that chooses what executes. */
export const createExecution = (options: ExecutionOptions): Execution => createStockExecution(options);
