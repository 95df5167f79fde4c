import { withTrace, type Logger, type Trace } from '@bazaar/kit';
import { GraphQLError } from 'graphql';
import { toRefusal } from '../errors.ts';
import { createEdgeErrorFormatter } from '../format-error.ts';

/** Makes of any failure what a client may see of it, with the id of its request. */
export function createSocketErrors(logger: Logger): SocketErrors {
  const format = createEdgeErrorFormatter(logger);
  return (error, trace) =>
    withTrace(trace, () => {
      const known = toRefusal(error);
      const { http: _http, ...extensions } = known?.extensions ?? { code: 'INTERNAL_SERVER_ERROR' };
      const shown = format({ message: known?.message ?? '', extensions }, error);
      return new GraphQLError(shown.message, { nodes: known?.nodes, extensions: shown.extensions });
    });
}

export type SocketErrors = (error: unknown, trace: Trace) => GraphQLError;
