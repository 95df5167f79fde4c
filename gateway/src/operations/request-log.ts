import type { Logger } from '@bazaar/kit';
import type { AnswerStep } from './operation-plugin.ts';

/** One line per operation; the trace's ids are added by the logger. Never variables, never a text. */
export function createRequestLog(logger: Logger): AnswerStep {
  return ({ operation, operationName, response, contextValue }) => {
    const level = contextValue.transport === 'event' ? 'debug' : 'info';
    const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
    logger[level](
      {
        operation: operationName ?? undefined,
        kind: operation?.operation,
        transport: contextValue.transport,
        client: contextValue.client.name,
        clientVersion: contextValue.client.version,
        durationMs: Math.round(performance.now() - contextValue.startedAtMs),
        status: response.http.status ?? 200,
        ...(errors?.length && {
          codes: [...new Set(errors.map(({ extensions }) => extensions?.['code']))],
        }),
      },
      'operation',
    );
  };
}
