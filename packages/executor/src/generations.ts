import { validate, type GraphQLSchema } from 'graphql';
import type { Executor, OperationRequest } from './create-executor.ts';
import { atLeisure, nextTurn } from './turn.ts';

/**
 * The executors of the current and of earlier supergraphs.
 *
 * 1. A candidate is built, looked at and warmed beside the current one, which serves on. It may be refused.
 * 2. The swap is one assignment; listeners are told at once.
 * 3. Requests under way hold their executor. A retired one is closed when nobody holds it and some time has passed:
 *    a request that was validated against its schema may not have come to its execution yet.
 */
export class Generations<Context> {
  readonly #create: (supergraphSdl: string) => Promise<Executor<Context>>;
  readonly #onCandidate: OnCandidate | undefined;
  readonly #bySchema = new WeakMap<GraphQLSchema, Executor<Context>>();
  readonly #holds = new WeakMap<Executor<Context>, Hold>();
  readonly #listeners = new Set<SwapListener<Context>>();
  readonly #recent = new Map<string, OperationRequest>();
  #current: Current<Context> | undefined;
  #swapping: Promise<unknown> = Promise.resolve();

  constructor(create: (supergraphSdl: string) => Promise<Executor<Context>>, onCandidate?: OnCandidate) {
    this.#create = create;
    this.#onCandidate = onCandidate;
  }

  get has(): boolean {
    return this.#current !== undefined;
  }

  get current(): Executor<Context> {
    if (this.#current === undefined) throw new Error('The gateway has not been loaded');
    return this.#current.executor;
  }

  of(schema: GraphQLSchema): Executor<Context> {
    return this.#bySchema.get(schema) ?? this.current;
  }

  /** Swaps come one after the other, in the order in which they were asked for. */
  swap(supergraphSdl: string, warmUp: readonly OperationRequest[]): Promise<Executor<Context>> {
    const swapped = this.#swapping.then(() => this.#swapNow(supergraphSdl, warmUp));
    this.#swapping = swapped.catch(() => undefined);
    return swapped;
  }

  /** Keeps an executor open until what is answered is called, once. */
  hold(executor: Executor<Context>): () => void {
    const held = this.#holdOf(executor);
    held.holders += 1;
    return () => {
      held.holders -= 1;
      if (held.holders === 0 && held.isExpired) close(executor);
    };
  }

  remember(key: string, operation: OperationRequest): void {
    if (this.#recent.size >= recentMax && !this.#recent.has(key)) {
      const oldest = this.#recent.keys().next();
      if (!oldest.done) this.#recent.delete(oldest.value);
    }
    this.#recent.set(key, operation);
  }

  onSwap(listener: SwapListener<Context>): () => void {
    this.#listeners.add(listener);
    if (this.#current !== undefined) listener(this.#current.executor, this.#current.supergraphSdl);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#swapping;
    await this.#current?.executor.close();
  }

  async #swapNow(supergraphSdl: string, warmUp: readonly OperationRequest[]): Promise<Executor<Context>> {
    if (this.#current?.supergraphSdl === supergraphSdl) return this.#current.executor;
    const executor = await this.#create(supergraphSdl);
    try {
      const candidate = { schema: executor.schema, supergraphSdl, isFirst: this.#current === undefined };
      const known = await this.#onCandidate?.(candidate);
      await warm(executor, [...warmUp, ...(known ?? []), ...this.#recent.values()], candidate.isFirst);
    } catch (error) {
      close(executor);
      throw error;
    }
    const retired = this.#current?.executor;
    this.#bySchema.set(executor.schema, executor);
    this.#current = { executor, supergraphSdl };
    for (const listener of this.#listeners) listener(executor, supergraphSdl);
    if (retired !== undefined) setTimeout(() => this.#expire(retired), graceMs).unref();
    return executor;
  }

  #expire(executor: Executor<Context>): void {
    const held = this.#holdOf(executor);
    held.isExpired = true;
    if (held.holders === 0) close(executor);
  }

  #holdOf(executor: Executor<Context>): Hold {
    const known = this.#holds.get(executor);
    if (known !== undefined) return known;
    const hold = { holders: 0, isExpired: false };
    this.#holds.set(executor, hold);
    return hold;
  }
}

const graceMs = 30_000;

const recentMax = 500;

// Nothing waits for a retired executor, and a failure to end its idle connections harms nobody.
function close(executor: Executor<never>): void {
  executor.close().catch(() => undefined);
}

// What the new supergraph no longer allows is left out: its next request gets a validation error. While nobody is served
// there is no reason to go slowly.
async function warm(
  executor: Executor<never>,
  operations: readonly OperationRequest[],
  isFirst: boolean,
): Promise<void> {
  const warmOne = async (operation: OperationRequest): Promise<void> => {
    if (validate(executor.schema, operation.document).length > 0) return;
    await nextTurn();
    await executor.warmUp(operation).catch(() => undefined);
  };
  if (isFirst) for (const operation of operations) await warmOne(operation);
  else await atLeisure(operations, warmOne);
}

/** A supergraph that may be served next. */
export interface Candidate {
  /** The schema that clients would see. */
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  /** Nothing is served yet. */
  readonly isFirst: boolean;
}

/** Answers operations to plan ahead of traffic; rejects to refuse the candidate. */
export type OnCandidate = (candidate: Candidate) => Promise<readonly OperationRequest[]>;

type SwapListener<Context> = (executor: Executor<Context>, supergraphSdl: string) => void;

/** How many use an executor, and whether it ends with the last of them. */
interface Hold {
  holders: number;
  isExpired: boolean;
}

interface Current<Context> {
  readonly executor: Executor<Context>;
  readonly supergraphSdl: string;
}
