import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError, errorCatalogue } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { currentTrace } from '../trace.ts';

/** Codes that graphql-js and Apollo Server give to a client's own mistakes; their messages name no internals. */
const clientCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** What a client may see of an error: a code, a safe message, a request id. The unknown is masked, and logged. */
export function createErrorFormatter(
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const requestId = currentTrace()?.requestId;
    const place = {
      ...(formatted.path && { path: formatted.path }),
      ...(formatted.locations && { locations: formatted.locations }),
    };
    const cause = unwrapResolverError(error);
    if (cause instanceof AppError) {
      logger[errorCatalogue[cause.code].level]({ err: cause, code: cause.code }, 'operation refused');
      return {
        message: cause.message,
        ...place,
        extensions: { code: cause.code, ...cause.details, requestId },
      };
    }
    const code = formatted.extensions?.['code'];
    if (
      typeof code === 'string' &&
      (clientCodes.has(code) ||
        (error instanceof GraphQLError && code in errorCatalogue && code !== 'INTERNAL_SERVER_ERROR'))
    ) {
      const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
      return { message: formatted.message, ...place, extensions: { ...extensions, requestId } };
    }
    logger.error({ err: cause }, 'operation failed');
    return {
      message: errorCatalogue.INTERNAL_SERVER_ERROR.message,
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
    };
  };
}
