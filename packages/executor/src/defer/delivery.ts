import type { GraphQLSchema } from 'graphql';
import type { ExecutionAnswer } from '../answer.ts';
import type { InternalError } from '../execute.ts';
import type { JsonObject } from '../json.ts';
import type { ResponsePath } from '../positions.ts';
import { answerAt } from './deferred-answer.ts';
import type { Fetched } from './fetch-parts.ts';
import { findPlaces, valueAt, type Place } from './places.ts';
import type { PreparedFragment } from './prepare-deferred.ts';

/**
 * Hands out the deferred parts of one answer.
 *
 * 1. A part is expected at each place that the client has been given; where there is none, it is forgotten.
 * 2. Parts go out in the order in which they are ready, all places of one fragment together.
 * 3. What is deferred within a part is expected when that part goes out, so that it never comes first.
 */
export class Delivery {
  readonly #source: DeliverySource;
  readonly #waiting = new Set<Promise<ReadyFragment>>();
  #partsExpected = 0;

  constructor(source: DeliverySource) {
    this.#source = source;
  }

  /** Notes what is deferred within some answers that the client gets; answers the places where it will come. */
  expect(
    deferred: readonly PreparedFragment[],
    given: readonly GivenAnswer[],
    fetched: Fetched,
  ): readonly PendingPart[] {
    return deferred.flatMap((prepared) => {
      const { label, steps } = prepared.fragment;
      const places = given.flatMap(({ place, answer }) =>
        findPlaces(this.#source.schema, place, steps, answer.data, valueAt(fetched.data, place.fetchedPath)),
      );
      if (places.length === 0) return [];
      const parts = places.map((place) => ({
        id: String(this.#partsExpected++),
        label,
        path: place.path,
        place,
      }));
      const ready: Promise<ReadyFragment> = this.#source
        .fetch(prepared, fetched)
        .then((own) => ({ prepared, parts, fetched: own, take: () => void this.#waiting.delete(ready) }));
      this.#waiting.add(ready);
      return parts.map(({ place: _, ...part }) => part);
    });
  }

  /** Begins to hand out; `leave` is called when nobody wants the rest. */
  begin(leave: () => void): Pick<DeferredAnswer, 'subsequent' | 'finished'> {
    const { signal } = this.#source;
    const left = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined);
      else signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    let finish = (): void => undefined;
    const ended = new Promise<undefined>((resolve) => (finish = () => resolve(undefined)));
    const batches = this.#batches(left, finish);
    const subsequent: AsyncIterableIterator<DeferredBatch, undefined> = {
      next: () => batches.next(),
      return: async () => {
        // @NOTE a generator that waits can't be told to return: what it waits for is ended first.
        leave();
        return batches.return(undefined);
      },
      [Symbol.asyncIterator]: () => subsequent,
    };
    return { subsequent, finished: Promise.race([left, ended]) };
  }

  async *#batches(left: Promise<undefined>, finish: () => void): AsyncGenerator<DeferredBatch, undefined> {
    try {
      while (this.#waiting.size > 0) {
        const ready = await Promise.race([left, ...this.#waiting]);
        if (ready === undefined || this.#source.signal.aborted) return;
        ready.take();
        yield this.#batchOf(ready);
      }
    } finally {
      finish();
    }
  }

  #batchOf({ prepared, parts, fetched }: ReadyFragment): DeferredBatch {
    const given = parts.map(({ place, ...part }) => {
      const answer = answerAt(this.#source, prepared, place, fetched, this.#source.told);
      return { place, part: { ...part, answer }, answer };
    });
    const pending = this.expect(prepared.deferred, given, fetched);
    const extensions = this.#source.extensionsOf(fetched.extensions);
    return { parts: given.map(({ part }) => part), pending, extensions, hasNext: this.#waiting.size > 0 };
  }
}

/** An answer of which parts come later. */
export interface DeferredAnswer {
  readonly initial: ExecutionAnswer;
  /** The parts that will come. */
  readonly pending: readonly PendingPart[];
  /** The rest, in the order in which it is ready. Ends early when the request is aborted. */
  readonly subsequent: AsyncIterableIterator<DeferredBatch, undefined>;
  /** Fulfilled when the last part has been handed out or nobody wants the rest. */
  readonly finished: Promise<void>;
}

export interface DeferredBatch {
  readonly parts: readonly DeferredPart[];
  /** The parts deferred within these. */
  readonly pending: readonly PendingPart[];
  /** As an answer's. */
  readonly extensions: JsonObject | undefined;
  readonly hasNext: boolean;
}

export interface PendingPart {
  /** Unique within the answer. */
  readonly id: string;
  /** The client's, if it gave one. */
  readonly label: string | undefined;
  /** The client's path of the object that the fragment is of. */
  readonly path: ResponsePath;
}

/** A deferred fragment at one place. `data` is null when something in it must not be null. */
export interface DeferredPart extends PendingPart {
  readonly answer: ExecutionAnswer;
}

export interface DeliverySource {
  readonly schema: GraphQLSchema;
  readonly introspection: JsonObject;
  readonly signal: AbortSignal;
  /** See `answerAt`. */
  readonly told: Set<InternalError>;
  /** What the client may see of the extensions that were received. */
  readonly extensionsOf: (received: readonly unknown[]) => JsonObject | undefined;
  /** Fetches a fragment whose surroundings are there. */
  readonly fetch: (prepared: PreparedFragment, around: Fetched) => Promise<Fetched>;
}

interface GivenAnswer {
  readonly place: Place;
  readonly answer: ExecutionAnswer;
}

interface PlacedPart extends PendingPart {
  readonly place: Place;
}

interface ReadyFragment {
  readonly prepared: PreparedFragment;
  readonly parts: readonly PlacedPart[];
  readonly fetched: Fetched;
  /** Is no longer waited for. */
  readonly take: () => void;
}
