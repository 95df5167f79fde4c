// What the fast path must know of Apollo Server's inside, and the only place that knows it.
import type { ApolloServer, ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';

/**
 * Reads the inside of a started Apollo Server, or undefined when it is not what this was written for (another version,
 * or a server without a gateway): then everything goes through Apollo Server itself.
 */
export function readInside<Context extends BaseContext>(
  server: ApolloServer<Context>,
): ApolloInside<Context> | undefined {
  // @NOTE `internals` is private and typed as nothing; the check below is what the cast stands on.
  const inside = server['internals'] as Partial<ApolloInside<Context>>;
  const isAsKnown =
    Array.isArray(inside.plugins) &&
    typeof inside.gatewayExecutor === 'function' &&
    typeof inside.stringifyResult === 'function' &&
    typeof inside.state?.phase === 'string';
  return isAsKnown ? (inside as ApolloInside<Context>) : undefined;
}

export interface ApolloInside<Context extends BaseContext> {
  /** With those that Apollo Server adds by itself. */
  readonly plugins: readonly ApolloServerPlugin<Context>[];
  readonly gatewayExecutor: (requestContext: GatewayRequest) => Promise<GatewayAnswer>;
  readonly stringifyResult: (result: FormattedExecutionResult) => string | Promise<string>;
  readonly formatError?: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly includeStacktraceInErrorResponses: boolean;
  readonly status400ForVariableCoercionErrors?: boolean;
  /** Null where cross-site requests are let through. */
  readonly csrfPreventionRequestHeaders: readonly string[] | null;
  /** It changes: `started` is the only phase in which the fast path serves. */
  readonly state: { readonly phase: string; readonly landingPage?: unknown };
}

/** What an executor is asked with. */
export type GatewayRequest = Readonly<Record<string, unknown>> & { readonly schema: GraphQLSchema };

export interface GatewayAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Record<string, unknown>;
}
