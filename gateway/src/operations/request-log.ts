import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from '@bazaar/kit';
import type { GatewayContext } from '../request-context.ts';

/** One line per operation; the trace's ids are added by the logger. Never variables, never a text. */
export function createRequestLog(logger: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async ({ contextValue }) => {
      const startedMs = performance.now();
      return {
        willSendResponse: async ({ operation, operationName, response }) => {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          logger[contextValue.transport === 'event' ? 'debug' : 'info'](
            {
              operation: operationName ?? undefined,
              kind: operation?.operation,
              transport: contextValue.transport,
              client: contextValue.client.name,
              clientVersion: contextValue.client.version,
              durationMs: Math.round(performance.now() - startedMs),
              status: response.http.status ?? 200,
              ...(errors?.length && {
                codes: [...new Set(errors.map(({ extensions }) => extensions?.['code']))],
              }),
            },
            'operation',
          );
        },
      };
    },
  };
}
