// What goes wrong, as a client may see it: nothing here names an address or quotes a subgraph's body.
import { GraphQLError } from 'graphql';

/** An operation that can't be executed as it stands. `code` goes to `extensions.code`. */
export class ExecutorError extends GraphQLError {
  constructor(message: string, code: string) {
    super(message, { extensions: { code } });
    this.name = 'ExecutorError';
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

export type SubgraphCallReason =
  | 'timeout'
  | 'aborted'
  | 'connection'
  | 'bad-status'
  | 'bad-answer'
  | 'too-large'
  | 'overloaded'
  | 'circuit-open';
