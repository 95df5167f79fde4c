import type { EventEnvelope } from '@bazaar/events';
import { traceFrom, type Trace } from '@bazaar/kit';
import type { ExecutionResult } from 'graphql';
import { refusal } from '../errors.ts';
import type { SocketErrors } from './socket-errors.ts';
import type { Channels } from './channels.ts';
import { versionKey } from './entity-query.ts';
import type { LiveOperation } from './live-operation.ts';
import { createSubscriberQueue } from './subscriber-queue.ts';

/**
 * Answers of one subscription until the client or a refusal ends it. What happens when:
 * 1. The queue is attached, before anything is awaited: from here on no event is missed.
 * 2. Where the field asks for it, the entity is resolved as the subscriber: not visible ends the operation.
 * 3. With `initial`, that state is the first answer, and events that it already contains are left out.
 * 4. Each event is resolved as the subscriber, one after the other, so that the answers keep the order of the events.
 * 5. Whoever stops, the queue is detached, also while an answer is awaited.
 */
export function openLiveStream(parts: LiveStreamParts): AsyncGenerator<ExecutionResult> {
  const { live, channels, queueMax } = parts;
  const queue = createSubscriberQueue<EventEnvelope>({
    policy: live.field.policy,
    keyOf: (event) => event.subject,
    sizeMax: queueMax,
  });
  const detach = channels.attach(live.channels, queue);
  const close = () => {
    detach();
    queue.close();
  };
  const answers = run(parts, () => queue.next());
  return endedBy(close, answers, (error) => parts.toError(error, parts.trace));
}

/** A generator's own `return` waits for a pending `next`; closing the queue first makes that end. */
function endedBy(
  close: () => void,
  answers: AsyncGenerator<ExecutionResult, void>,
  toError: (error: unknown) => Error,
): AsyncGenerator<ExecutionResult, void> {
  return {
    next: async () => {
      const answer = await answers.next().catch((error: unknown) => {
        close();
        throw toError(error);
      });
      if (answer.done) close();
      return answer;
    },
    return: async () => {
      close();
      return answers.return();
    },
    throw: async (error) => {
      close();
      return answers.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

async function* run(
  parts: LiveStreamParts,
  next: () => Promise<EventEnvelope | undefined>,
): AsyncGenerator<ExecutionResult, void> {
  const { live, isInitialWanted, trace } = parts;
  const knownVersions = new Map<string, number>();
  if (live.field.authorize || isInitialWanted) {
    for (const id of live.initialIds) {
      const answer = await resolve(parts, id, trace);
      if (live.field.authorize) assertVisible(answer);
      if (!isInitialWanted || !answer.entity) continue;
      if (answer.version !== undefined) knownVersions.set(id, answer.version);
      yield toResult(live, answer, answer.entity);
    }
  }
  for (let event = await next(); event; event = await next()) {
    const id = live.field.entityIdOf(event.data);
    const values = live.field.overlayOf?.(event.data);
    if (Number(values?.['version'] ?? Infinity) <= (knownVersions.get(id) ?? -1)) continue;
    const answer = await resolve(parts, id, traceFrom(event.traceparent));
    if (answer.entity) yield toResult(live, answer, live.overlay(answer.entity, values ?? {}));
    else if (answer.errors) yield { data: null, errors: answer.errors };
    else if (live.field.authorize) throw refusal('NOT_FOUND');
  }
}

async function resolve({ live, execute }: LiveStreamParts, id: string, trace: Trace): Promise<Answer> {
  const { data, errors } = await execute(live.query.text, live.query.variablesFor(live.variables, id), trace);
  const value = data?.[live.responseKey];
  if (typeof value !== 'object' || value === null) return { errors };
  const { [versionKey]: version, ...entity } = value as Record<string, unknown>;
  return { entity, errors, version: typeof version === 'number' ? version : undefined };
}

function assertVisible({ entity, errors }: Answer): void {
  if (entity) return;
  if (!errors?.length) throw refusal('NOT_FOUND');
  const [{ message, extensions }] = errors as [NonNullable<Answer['errors']>[number]];
  throw refusal('SERVICE_UNAVAILABLE', message, extensions);
}

const toResult = (
  { responseKey }: LiveOperation,
  { errors }: Answer,
  entity: Record<string, unknown>,
): ExecutionResult => ({ data: { [responseKey]: entity }, ...(errors?.length && { errors }) });

type Answer = {
  entity?: Record<string, unknown>;
  version?: number;
  errors?: ExecutionResult['errors'];
};

export type LiveStreamParts = {
  live: LiveOperation;
  channels: Channels;
  queueMax: number;
  /** Send the present state first. */
  isInitialWanted: boolean;
  trace: Trace;
  toError: SocketErrors;
  /** Runs a query as the subscriber. */
  execute: (query: string, variables: Record<string, unknown>, trace: Trace) => Promise<ExecutionResult>;
};
