import { createErrorFormatter } from '@bazaar/kit/graphql-http';
import { currentTrace, errorCatalogue, type Logger } from '@bazaar/kit';
import type { GraphQLFormattedError } from 'graphql';
import { edgeErrors } from './errors.ts';

/**
 * What a client may see of an error. Kit's formatter decides for errors of our own; what came from a subgraph
 * is stripped of everything that would tell where it came from.
 * @param showsSubgraphErrors whether what a subgraph says of a field goes on to the client, whatever its code
 */
export function createEdgeErrorFormatter(
  logger: Logger,
  showsSubgraphErrors = false,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  const format = createErrorFormatter(logger);
  return (formatted, error) => {
    const {
      serviceName,
      response: _response,
      exception: _exception,
      ...extensions
    } = formatted.extensions ?? {};
    const isDownstream = serviceName !== undefined || formatted.path !== undefined;
    const code = typeof extensions['code'] === 'string' ? extensions['code'] : 'INTERNAL_SERVER_ERROR';
    if (code === 'GRAPHQL_PARSE_FAILED' && formatted.message.includes('tokens. Parsing aborted')) {
      return { message: edgeErrors.TOKEN_LIMIT_EXCEEDED.message, extensions: withId('TOKEN_LIMIT_EXCEEDED') };
    }
    // A subgraph that refuses what we planned does not run the schema that we know: no mistake of the client.
    const isUnanswered = code === 'DOWNSTREAM_SERVICE_ERROR' || code === 'INVALID_SUBGRAPH_ANSWER';
    if (isUnanswered || (isDownstream && code.startsWith('GRAPHQL_'))) {
      logger.error({ err: error, subgraph: serviceName, path: formatted.path }, 'subgraph failed');
      return {
        message: errorCatalogue.DOWNSTREAM_SERVICE_ERROR.message,
        ...(formatted.path && { path: formatted.path }),
        extensions: withId('DOWNSTREAM_SERVICE_ERROR'),
      };
    }
    if (showsSubgraphErrors && isDownstream) {
      const { stacktrace: _stacktrace, ...said } = extensions;
      return { ...formatted, extensions: { ...said, ...withId(code) } };
    }
    if (code === 'UNAUTHORIZED_FIELD_OR_TYPE' || (code in edgeErrors && !isDownstream)) {
      return { ...formatted, extensions: { ...extensions, ...withId(code) } };
    }
    return format({ ...formatted, extensions }, error);
  };
}

const withId = (code: string) => ({ code, requestId: currentTrace()?.requestId });
