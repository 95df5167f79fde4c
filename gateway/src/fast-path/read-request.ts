import type { HTTPGraphQLRequest } from '@apollo/server';
import type { KnownRequest } from './pipeline.ts';

/** The operation that a well-formed request asks for; undefined for all that Apollo Server has to look at more closely. */
export function readRequest(http: HTTPGraphQLRequest): KnownRequest<object>['request'] | undefined {
  const { method, body, search } = http;
  const given = method === 'POST' ? body : method === 'GET' ? readSearch(search) : undefined;
  if (!isRecord(given)) return undefined;
  const { query, operationName, variables, extensions } = given;
  const isWellFormed =
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables)) &&
    // A persisted query is Apollo Server's affair.
    (extensions == null || (isRecord(extensions) && !extensions['persistedQuery']));
  if (!isWellFormed) return undefined;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
    http,
  };
}

function readSearch(search: string): Record<string, unknown> | undefined {
  const given: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (name in given) return undefined;
    given[name] = name === 'variables' || name === 'extensions' ? readJson(value) : value;
  }
  return given;
}

// What is no JSON is no record either, and Apollo Server says so.
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
