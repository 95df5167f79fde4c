// How the stock gateway calls a subgraph. Our own executor has its own calls, with retries and breakers.
import type { GraphQLDataSource } from '@apollo/gateway';
import {
  getOperationAST,
  Kind,
  parse,
  type FieldNode,
  type GraphQLFormattedError,
  type SelectionSetNode,
} from 'graphql';
import { Agent } from 'undici';
import type { GatewayContext } from '../request-context.ts';
import { fragmentsOf } from '../selections.ts';

/**
 * A subgraph as the stock gateway calls it. A call that fails answers like a subgraph with an error of its own, so
 * that its fields are null and everything else is served; what failed stays in our log.
 */
export function createDataSource(options: DataSourceOptions): GraphQLDataSource {
  const { url, dispatcher, timeoutMs } = options;
  const { origin, pathname, search } = new URL(url);
  return {
    async process({ request: { query, variables, operationName }, context }) {
      try {
        const response = await dispatcher.request({
          origin,
          path: `${pathname}${search}`,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(context as GatewayContext).subgraphHeaders },
          body: JSON.stringify({ query, variables, operationName }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        return toAnswer(response.statusCode, await response.body.text());
      } catch (cause) {
        options.onFailure(cause);
        return failure(query ?? '');
      }
    },
  };
}

/** Keeps connections open; one for all subgraphs. */
export const createDispatcher = (): Agent =>
  new Agent({ keepAliveTimeout: 30_000, connections: 128, connect: { timeout: 2_000 } });

function toAnswer(status: number, text: string): Answer {
  // 400 is how a subgraph answers what it would not execute; any other status is not an answer to the operation.
  if (status !== 200 && status !== 400) throw new Error(`status ${status}`);
  const body = JSON.parse(text) as Answer | null;
  if (typeof body !== 'object' || body === null || !('data' in body || 'errors' in body)) {
    throw new Error('the answer is not one of GraphQL');
  }
  return body;
}

/** One error for the whole call. */
function failure(query: string): Answer {
  const path = failedPath(query);
  return {
    data: null,
    errors: [
      {
        message: 'subgraph call failed',
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' },
        ...(path && { path }),
      },
    ],
  };
}

/** Where the fields of a failed entity fetch would have stood; down to the field where it is the only one. */
function failedPath(query: string): (string | number)[] | undefined {
  const document = parse(query, { noLocation: true });
  const fragments = fragmentsOf(document);
  const fieldsIn = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return inner ? fieldsIn(inner.selectionSet) : [];
    });
  const entities = fieldsIn(getOperationAST(document)!.selectionSet).find(
    ({ name }) => name.value === '_entities',
  );
  if (!entities) return undefined;
  const keys = new Set(fieldsIn(entities.selectionSet!).map(({ alias, name }) => (alias ?? name).value));
  keys.delete('__typename');
  return ['_entities', 0, ...(keys.size === 1 ? keys : [])];
}

type Answer = { data?: Record<string, unknown> | null; errors?: GraphQLFormattedError[] };

type DataSourceOptions = {
  url: string;
  dispatcher: Agent;
  timeoutMs: number;
  onFailure: (cause: unknown) => void;
};
