import { OperationTypeNode } from 'graphql';
import type { DeferredRequests } from '../compile.ts';
import { executePlan, startRequests, type InternalError, type Run, type RunState } from '../execute.ts';
import type { JsonObject } from '../json.ts';
import { mergeObject } from '../merge-object.ts';
import type { PreparedOperation } from '../prepare.ts';
import type { PreparedFragment } from './prepare-deferred.ts';

/**
 * Fetches what is answered at once, and with it the parts that come later: each as soon as what it needs is there, but
 * in a mutation only when all is done.
 * @param laterRun the same execution with what ends the parts that come later
 */
export function fetchPrimary<Context>(
  { definition, plan }: PreparedOperation,
  deferred: readonly PreparedFragment[],
  run: Run<Context>,
  laterRun: Run<Context>,
): FetchedTogether {
  const isMutation = definition.operation === OperationTypeNode.MUTATION;
  const ends = startRequests(plan.requests, run);
  const primary = Promise.all(ends).then(() => fetchedBy(run, run.data, []));
  const parts = new Map<PreparedFragment, Promise<Fetched>>();
  for (const prepared of deferred) {
    const { requests } = prepared;
    const fetched =
      isMutation || requests === undefined
        ? primary.then((around) => fetchPart(requests, around, laterRun))
        : Promise.all(requests.after.map((index) => ends[index]!)).then(() =>
            fetchEarly(requests, laterRun, primary),
          );
    // A part that nobody comes to wait for must not end the process.
    fetched.catch(() => undefined);
    parts.set(prepared, fetched);
  }
  return { primary, parts };
}

/** Fetches a part whose surroundings are there. */
export async function fetchPart<Context>(
  requests: DeferredRequests | undefined,
  around: Fetched,
  run: Run<Context>,
): Promise<Fetched> {
  const inherited = [...around.inherited, ...around.errors];
  if (requests === undefined) return { data: around.data, errors: [], inherited, extensions: [] };
  const own = partRun(run, around.data);
  await executePlan(requests, own);
  return fetchedBy(own, own.data, inherited);
}

// What comes in while an early part is being fetched is put beneath what the part itself has fetched.
async function fetchEarly<Context>(
  requests: DeferredRequests,
  run: Run<Context>,
  primary: Promise<Fetched>,
): Promise<Fetched> {
  const own = partRun(run, run.data);
  await executePlan(requests, own);
  const around = await primary;
  const data = structuredClone(around.data);
  mergeObject(data, own.data, run.types.isObject, new Map());
  return fetchedBy(own, data, around.errors);
}

// A part fetches into a copy: two parts may ask for the same list at two times, and their items must not be mixed.
function partRun<Context>(run: Run<Context>, data: JsonObject): Run<Context> {
  return {
    ...run,
    data: structuredClone(data),
    awaited: new Set(),
    errors: [],
    extensions: run.extensions && [],
  };
}

function fetchedBy(
  { errors, extensions = [] }: RunState,
  data: JsonObject,
  inherited: readonly InternalError[],
): Fetched {
  return { data, errors, inherited, extensions };
}

export interface FetchedTogether {
  readonly primary: Promise<Fetched>;
  readonly parts: ReadonlyMap<PreparedFragment, Promise<Fetched>>;
}

/** The data as one part sees it. */
export interface Fetched {
  readonly data: JsonObject;
  /** Of the part's own requests. */
  readonly errors: readonly InternalError[];
  /** Of the requests around it, which have been told where the client asked for what failed. */
  readonly inherited: readonly InternalError[];
  /** Those that the answers to the part's own requests had. */
  readonly extensions: readonly unknown[];
}
