// Answers in parts in the two shapes that Apollo Server sends: the draft of 2022 and that of `incrementalSpec=v0.2`.
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { ExecutionAnswer } from '../answer.ts';
import type { JsonObject } from '../json.ts';
import type { DeferredAnswer, DeferredBatch, DeferredPart, PendingPart } from './delivery.ts';

/** The `body` of Apollo Server's response for an answer in parts. `formatError` words an error for the client. */
export function toIncrementalBody(
  { initial, pending, subsequent }: DeferredAnswer,
  shape: IncrementalShape,
  formatError: FormatError,
): IncrementalBody {
  const toPayload = shape === 'deferSpec=20220824' ? payloadOf2022 : payloadOfV02;
  return {
    kind: 'incremental',
    initialResult: {
      ...resultOf(initial, formatError),
      ...(initial.extensions && { extensions: initial.extensions }),
      ...(shape === 'incrementalSpec=v0.2' && { pending: pending.map(toPending) }),
      hasNext: true,
    },
    subsequentResults: {
      async *[Symbol.asyncIterator]() {
        for await (const batch of subsequent) {
          const extensions = batch.extensions && { extensions: batch.extensions };
          yield { ...toPayload(batch, formatError), ...extensions, hasNext: batch.hasNext };
        }
      },
    },
  };
}

// A fragment that came to null is null in its place.
function payloadOf2022({ parts }: DeferredBatch, formatError: FormatError): JsonObject {
  const toEntry = ({ answer, path, label }: DeferredPart): JsonObject => ({
    ...resultOf(answer, formatError),
    path,
    ...(label !== undefined && { label }),
  });
  return { incremental: parts.map(toEntry) };
}

// A fragment that came to null is completed with errors, and has no data.
function payloadOfV02({ parts, pending }: DeferredBatch, formatError: FormatError): JsonObject {
  const isThere = ({ answer }: DeferredPart): boolean => answer.data != null;
  return {
    ...(pending.length > 0 && { pending: pending.map(toPending) }),
    incremental: parts.filter(isThere).map(({ id, answer }) => ({ id, ...resultOf(answer, formatError) })),
    completed: parts.map((part) => ({
      id: part.id,
      ...(!isThere(part) && { errors: (part.answer.errors ?? []).map(formatError) }),
    })),
  };
}

function resultOf({ data, errors }: ExecutionAnswer, formatError: FormatError): JsonObject {
  return { data, ...(errors && { errors: errors.map(formatError) }) };
}

function toPending({ id, path, label }: PendingPart): JsonObject {
  return { id, path, ...(label !== undefined && { label }) };
}

/** The parameter by which a client names the shape in its `Accept: multipart/mixed; …`. */
export type IncrementalShape = 'deferSpec=20220824' | 'incrementalSpec=v0.2';

type FormatError = (error: GraphQLError) => GraphQLFormattedError;

interface IncrementalBody {
  readonly kind: 'incremental';
  readonly initialResult: JsonObject;
  readonly subsequentResults: AsyncIterable<JsonObject>;
}
