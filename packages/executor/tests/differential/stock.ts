import { isDeepStrictEqual } from 'node:util';
import { print, type ExecutionResult } from 'graphql';
import { difference } from './compare.ts';
import { disableTelemetry } from './config.ts';
import type { ExecutionState, RandomOperation } from './platform.ts';

/** The same supergraph behind `@apollo/gateway`, for comparison. */
export async function createStock(supergraphSdl: string, ask: AskSubgraph): Promise<Stock> {
  disableTelemetry();
  const { ApolloGateway } = await import('@apollo/gateway');
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silent,
    buildService: ({ name }) => ({
      process: async ({ request: { query, variables }, context }) =>
        ask(name, query ?? '', variables ?? {}, context as ExecutionState),
    }),
  });
  const { executor } = await gateway.load();
  return {
    run: async ({ document, variables }, state) => {
      const query = print(document);
      const context = {
        request: { query, variables },
        queryHash: query,
        source: query,
        document,
        context: state,
        metrics: {},
        logger: silent,
      };
      // It reads no more of a request than this.
      return executor(context as unknown as Parameters<typeof executor>[0]) as Promise<ExecutionResult>;
    },
    stop: () => gateway.stop(),
  };
}

/** The order of keys does not count. Operations that the planner's known fault hits are told apart, as for ours. */
export async function compareStock(
  stock: Stock,
  operation: RandomOperation,
  expected: ExecutionResult,
  state: ExecutionState,
): Promise<StockOutcome> {
  // It knows no labels: none is on.
  state.sides.clear();
  const answer = await stock.run(operation, state).catch(() => undefined);
  if (state.isUnplanned) return 'unplanned';
  if (answer === undefined) return 'refused';
  const [data, wanted] = [answer.data, expected.data].map((one) => JSON.stringify(one ?? null));
  if (!isDeepStrictEqual(JSON.parse(data!), JSON.parse(wanted!))) return 'data';
  return difference(expected, { dataText: wanted, errors: answer.errors }) === undefined ? 'right' : 'errors';
}

export const stockOutcomes = ['right', 'data', 'errors', 'refused', 'unplanned'] as const;

export function noStock(): Record<StockOutcome, number> {
  return { right: 0, data: 0, errors: 0, refused: 0, unplanned: 0 };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export type AskSubgraph = (
  subgraph: string,
  query: string,
  variables: Record<string, unknown>,
  state: ExecutionState,
) => Promise<ExecutionResult>;

/** It answered as the monolith; with other data; with other errors; not at all; or its plan has the known fault. */
export type StockOutcome = (typeof stockOutcomes)[number];

export interface Stock {
  run(operation: RandomOperation, state: ExecutionState): Promise<ExecutionResult>;
  stop(): Promise<void>;
}
