import { AppError, errorCatalogue, type ErrorCode } from '@bazaar/kit';
import { GraphQLError } from 'graphql';

/** What only the edge refuses, besides the codes of kit's catalogue. */
export const edgeErrors = {
  BAD_REQUEST: { status: 400, message: 'The request is not a GraphQL request.' },
  PERSISTED_QUERY_NOT_FOUND: { status: 404, message: 'There is no such persisted operation.' },
  OPERATION_NOT_SAFELISTED: { status: 403, message: 'This key may run the operations of its manifest only.' },
  DEPTH_LIMIT_EXCEEDED: { status: 400, message: 'The operation is nested too deeply.' },
  ALIAS_LIMIT_EXCEEDED: { status: 400, message: 'The operation has too many aliases.' },
  ROOT_FIELD_LIMIT_EXCEEDED: { status: 400, message: 'The operation has too many root fields.' },
  DIRECTIVE_LIMIT_EXCEEDED: { status: 400, message: 'The operation has too many directives.' },
  TOKEN_LIMIT_EXCEEDED: { status: 400, message: 'The operation is too long.' },
  NODE_LIMIT_EXCEEDED: { status: 400, message: 'The operation may load too many entities.' },
  REQUEST_ABORTED: { status: 499, message: 'The client has left.' },
  UNAUTHORIZED_FIELD_OR_TYPE: { status: 403, message: 'You may not read this field.' },
  SUBSCRIPTION_NOT_SERVED: { status: 400, message: 'This field cannot be subscribed to here.' },
  SUBSCRIPTION_LAGGED: {
    status: 429,
    message: 'The client reads too slowly; read the current state and subscribe again.',
  },
  OPERATION_LIMIT_EXCEEDED: { status: 429, message: 'Too many operations on one connection.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type EdgeErrorCode = keyof typeof edgeErrors | ErrorCode;

/** A refusal that may be shown to the client: code, status and a safe message. */
export function refusal(
  code: EdgeErrorCode,
  message?: string,
  details: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const entry =
    code in edgeErrors ? edgeErrors[code as keyof typeof edgeErrors] : errorCatalogue[code as ErrorCode];
  return new GraphQLError(message ?? entry.message, {
    extensions: { code, ...details, http: { status: entry.status } },
  });
}

/** The refusal that an error stands for, or undefined when it is a fault of ours. */
export function toRefusal(error: unknown): GraphQLError | undefined {
  if (error instanceof AppError) return refusal(error.code, error.message, error.details);
  return error instanceof GraphQLError && typeof error.extensions['code'] === 'string' ? error : undefined;
}
