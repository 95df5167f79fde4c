import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { CachePolicy } from './cache-policy.ts';
import { clientPaths, type ClientPaths } from './client-paths.ts';
import type { InternalError, RunState } from './execute.ts';
import type { JsonObject } from './json.ts';
import type { ResponsePath } from './positions.ts';
import type { PreparedOperation } from './prepare.ts';
import type { Projected } from './project.ts';
import type { Fault } from './projection.ts';

/** Projects what a run fetched and words its errors for the client. */
export function wordAnswer(
  schema: GraphQLSchema,
  operation: PreparedOperation,
  run: RunState,
  introspection: JsonObject,
): WordedAnswer {
  const projected = operation.project(run.data, introspection, run.isPlain);
  const { text, faults } = projected;
  if (run.errors.length === 0 && faults.length === 0) return { text, errors: undefined };
  const located = run.errors.map((error) => ({
    error,
    ...clientPaths(schema, operation.rootType, operation.normalised.selections, run.data, error.path),
  }));
  const errors = wordErrors(projected, located);
  return { text, errors: errors.length === 0 ? undefined : errors };
}

/** The errors that a client sees of what failed, in and behind the text that was written for it. */
export function wordErrors(
  { text, faults }: Projected,
  located: readonly LocatedError[],
): readonly GraphQLError[] {
  const errors = located.flatMap(({ error, paths, isExact }) =>
    isExact ? paths.map((path) => toError(error, path)) : [],
  );
  // What failed behind the scenes is told only where something is missing for it.
  for (const { error, paths, isExact } of located) {
    if (isExact) continue;
    const data: unknown = JSON.parse(text);
    errors.push(...paths.filter((path) => isMissing(data, path, errors)).map((path) => toError(error, path)));
  }
  const unexplained = faults.filter(({ path }) => !isExplained(path, errors));
  return [...errors, ...unexplained.map(faultError)];
}

function toError({ message, extensions }: InternalError, path: ResponsePath): GraphQLError {
  return new GraphQLError(message, { path: path.length === 0 ? undefined : path, extensions });
}

function faultError({ message, code, path }: Fault): GraphQLError {
  return toError({ message, path, extensions: { code } }, path);
}

// Whether at or under a place there is a null that no error explains.
function isMissing(data: unknown, place: ResponsePath, errors: readonly GraphQLError[]): boolean {
  const visit = (value: unknown, path: ResponsePath): boolean => {
    if (value === null) return !isExplained(path, errors);
    if (typeof value !== 'object') return false;
    return Object.entries(value as JsonObject).some(([key, inner]) =>
      visit(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    );
  };
  const value = place.reduce<unknown>((at, step) => (at === null ? null : (at as JsonObject)[step]), data);
  return visit(value, place);
}

function isExplained(path: ResponsePath, errors: readonly GraphQLError[]): boolean {
  return errors.some((error) => isRelated(error.path ?? [], path));
}

// A null below or above an error is that error's doing and not reported a second time.
function isRelated(a: ResponsePath, b: ResponsePath): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return false;
  return true;
}

interface WordedAnswer {
  readonly text: string;
  readonly errors: readonly GraphQLError[] | undefined;
}

/** An error with the places in the answer that it belongs to. */
export interface LocatedError extends ClientPaths {
  readonly error: InternalError;
}

/** The answer to one operation. */
export class ExecutionAnswer {
  readonly errors: readonly GraphQLError[] | undefined;
  readonly extensions: JsonObject | undefined;
  /** How long it may be kept, as its subgraphs have it; undefined where none was asked. */
  readonly cachePolicy: CachePolicy | undefined;
  #dataText: string | undefined;
  #data: JsonObject | null | undefined;
  #isInOnePiece = false;

  constructor(
    dataText: string | undefined,
    errors: readonly GraphQLError[] | undefined,
    { extensions, cachePolicy }: AnswerDetails = {},
  ) {
    this.#dataText = dataText;
    this.errors = errors;
    this.extensions = extensions;
    this.cachePolicy = cachePolicy;
  }

  /** The JSON text of `data`, ready to send. */
  get dataText(): string | undefined {
    return this.#dataText;
  }

  /** Parsed when first read: most answers are only ever sent. */
  get data(): JsonObject | null | undefined {
    if (this.#dataText !== undefined) this.#data ??= JSON.parse(this.#dataText) as JsonObject | null;
    return this.#data;
  }

  /**
   * Hands the text to whoever sends it: the answer has it no more. Promises that waited for the answer are in the old
   * generation by now, and what they hold when they die would be carried there after them (docs/adr/0016).
   */
  takeDataText(): string | undefined {
    const text = this.#dataText;
    this.#dataText = undefined;
    return text;
  }

  /** The same for somebody else. */
  copy(): ExecutionAnswer {
    return new ExecutionAnswer(this.#dataText, this.errors, this);
  }

  /** The same for one of many. The text is put into one piece before, or each would walk its thousand pieces to send it. */
  copyForMany(): ExecutionAnswer {
    // To count its bytes, V8 joins a text where it lies.
    if (!this.#isInOnePiece && this.#dataText !== undefined) Buffer.byteLength(this.#dataText);
    this.#isInOnePiece = true;
    return this.copy();
  }
}

interface AnswerDetails {
  readonly extensions?: JsonObject | undefined;
  readonly cachePolicy?: CachePolicy | undefined;
}
