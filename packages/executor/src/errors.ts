// What goes wrong, as a client may see it: nothing here names an address or quotes a subgraph's body.
import { GraphQLError } from 'graphql';

/** An operation that can't be executed as it stands. `code` and `details` go to `extensions`. */
export class ExecutorError extends GraphQLError {
  constructor(message: string, code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message, { extensions: { ...details, code } });
    this.name = 'ExecutorError';
  }
}

/** @param reason what is wrong with what was given as a supergraph, without a full stop */
export function noSupergraph(reason: string): ExecutorError {
  return new ExecutorError(`This is no supergraph that can be served: ${reason}.`, 'INVALID_SUPERGRAPH');
}

/** Reads something of a supergraph; where that fails, it is said where that stands. */
export function readAt<Value>(where: () => string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw noSupergraph(`${where()}: ${reason.replace(/\.$/, '')}`);
  }
}

/** A subgraph could not be asked or gave no GraphQL answer. `cause` is for logs only. */
export class SubgraphCallError extends Error {
  readonly reason: SubgraphCallReason;
  constructor(subgraph: string, reason: SubgraphCallReason, cause?: unknown) {
    super(`The call to subgraph ${subgraph} failed: ${reason}`, { cause });
    this.name = 'SubgraphCallError';
    this.reason = reason;
  }
}

/** The one message that stands for every way in which a subgraph can fail. */
export const downstreamMessage = 'A part of the answer is not available at the moment.';

export const downstreamCode = 'DOWNSTREAM_SERVICE_ERROR';

/** Of a value from a subgraph that the schema does not allow. */
export const invalidAnswerCode = 'INVALID_SUBGRAPH_ANSWER';

/** Of a field that the caller may not read: by itself, by its type, or by what it requires. */
export const unauthorizedCode = 'UNAUTHORIZED_FIELD_OR_TYPE';

export const unauthorizedMessage = 'You may not read this field.';

export type SubgraphCallReason =
  | 'timeout'
  | 'aborted'
  | 'connection'
  | 'bad-status'
  | 'bad-answer'
  | 'too-large'
  | 'overloaded'
  | 'circuit-open';
