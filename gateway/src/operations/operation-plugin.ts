import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from '@apollo/server';
import type { GatewayContext } from '../request-context.ts';

/**
 * What happens at once to every operation, as one plugin: Apollo Server waits for each plugin at each hook, and every
 * request pays for it.
 */
export function createOperationPlugin({ checks, steps }: OperationHooks): ApolloServerPlugin<GatewayContext> {
  const listener: GraphQLRequestListener<GatewayContext> = {
    didResolveOperation: async (context) => {
      for (const check of checks) check(context);
    },
    willSendResponse: async (context) => {
      for (const step of steps) step(context);
    },
  };
  return { requestDidStart: async () => listener };
}

export type OperationHooks = {
  /** Each looks at a validated operation before it is executed, and throws a refusal. */
  readonly checks: readonly OperationCheck[];
  /** Each completes the answer, in this order. */
  readonly steps: readonly AnswerStep[];
};

export type OperationCheck = (context: GraphQLRequestContextDidResolveOperation<GatewayContext>) => void;
export type AnswerStep = (context: GraphQLRequestContextWillSendResponse<GatewayContext>) => void;
