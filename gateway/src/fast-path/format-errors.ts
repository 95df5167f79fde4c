// How Apollo Server writes errors for clients, for answers that do not pass through it.
import { HeaderMap, type BaseContext, type HTTPGraphQLHead } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import type { ApolloInside } from './apollo-inside.ts';

/** The errors as the client sees them, and what they say about the HTTP answer in `extensions.http`. */
export function formatErrors<Context extends BaseContext>(
  inside: ApolloInside<Context>,
  errors: readonly GraphQLError[],
): { formatted: GraphQLFormattedError[]; head: HTTPGraphQLHead } {
  const head: HTTPGraphQLHead = { status: undefined, headers: new HeaderMap() };
  const withStack = inside.includeStacktraceInErrorResponses;
  const formatted = errors.map((error) => {
    try {
      const enriched = enrich(error, withStack, head);
      return inside.formatError ? inside.formatError(enriched, error) : enriched;
    } catch (failure) {
      return withStack ? enrich(toGraphQLError(failure), withStack, head) : internalError;
    }
  });
  return { formatted, head };
}

/** A variable that does not fit is the client's mistake, though an executor reports it like any other error. */
export function toUserInputError(error: GraphQLError): GraphQLError {
  const [node, ...others] = error.nodes ?? [];
  if (node?.kind !== Kind.VARIABLE_DEFINITION || others.length > 0 || error.extensions['code'] != null) {
    return error;
  }
  const subject = `Variable "$${node.variable.name.value}"`;
  if (!mistakes.some((mistake) => error.message.startsWith(`${subject} ${mistake} `))) return error;
  const told = new GraphQLError(error.message, {
    nodes: error.nodes,
    originalError: error.originalError ?? error,
    extensions: { ...error.extensions, code: ApolloServerErrorCode.BAD_USER_INPUT },
  });
  told.name = 'UserInputError';
  return told;
}

export function toGraphQLError(failure: unknown): GraphQLError {
  if (failure instanceof GraphQLError) return failure;
  if (failure instanceof Error) return new GraphQLError(failure.message, { originalError: failure });
  return new GraphQLError(`Unexpected error value: ${String(failure)}`);
}

/** Status and headers of `source` replace those of `target`. */
export function mergeHead(target: HTTPGraphQLHead, source: Partial<HTTPGraphQLHead>): void {
  if (source.status) target.status = source.status;
  for (const [name, value] of source.headers ?? []) target.headers.set(name, value);
}

function enrich(error: GraphQLError, withStack: boolean, head: HTTPGraphQLHead): GraphQLFormattedError {
  const { http, ...rest } = error.extensions;
  const extensions: Record<string, unknown> = {
    ...rest,
    code: rest['code'] ?? ApolloServerErrorCode.INTERNAL_SERVER_ERROR,
  };
  if (isHead(http)) mergeHead(head, http);
  else if (http !== undefined) extensions['http'] = http;
  if (withStack) extensions['stacktrace'] = error.stack?.split('\n');
  return { ...error.toJSON(), extensions };
}

function isHead(value: unknown): value is Partial<HTTPGraphQLHead> {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers } = value as { status?: unknown; headers?: unknown };
  return (
    (!('status' in value) || typeof status === 'number') && (!('headers' in value) || headers instanceof Map)
  );
}

const mistakes = ['has invalid value', 'got invalid value', 'of required type', 'of non-null type'];

const internalError: GraphQLFormattedError = {
  message: 'Internal server error',
  extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR },
};
