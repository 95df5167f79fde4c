import { GraphQLError, type GraphQLSchema } from 'graphql';
import { clientPaths } from './client-paths.ts';
import type { InternalError, RunState } from './execute.ts';
import type { JsonObject } from './json.ts';
import type { ResponsePath } from './positions.ts';
import type { PreparedOperation } from './prepare.ts';
import type { Fault } from './projection.ts';

/** Projects what a run fetched and words its errors for the client. */
export function toAnswer(
  schema: GraphQLSchema,
  operation: PreparedOperation,
  run: RunState,
  introspection: JsonObject,
): ExecutionAnswer {
  const { text, faults } = operation.project(run.data, introspection);
  if (run.errors.length === 0 && faults.length === 0) return new ExecutionAnswer(text, undefined);
  const errors = run.errors.flatMap((error) => toClientErrors(schema, operation, run.data, error, text));
  const unexplained = faults.filter(({ path }) => !errors.some((error) => isRelated(error.path ?? [], path)));
  const all = [...errors, ...unexplained.map(faultError)];
  return new ExecutionAnswer(text, all.length === 0 ? undefined : all);
}

function toClientErrors(
  schema: GraphQLSchema,
  { rootType, normalised }: PreparedOperation,
  data: JsonObject,
  { message, path, extensions }: InternalError,
  text: string,
): readonly GraphQLError[] {
  const { paths, isExact } = clientPaths(schema, rootType, normalised.selections, data, path);
  // What failed behind the scenes is told only where something is missing for it.
  const told = isExact
    ? paths
    : paths.filter((clientPath) => holdsNull(valueAt(JSON.parse(text), clientPath)));
  return told.map((clientPath) => new GraphQLError(message, { path: pathOrNone(clientPath), extensions }));
}

function valueAt(data: unknown, path: ResponsePath): unknown {
  return path.reduce<unknown>((value, step) => (value === null ? null : (value as JsonObject)[step]), data);
}

function holdsNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value as JsonObject).some(holdsNull);
}

// A null below or above an error is that error's doing and not reported a second time.
function isRelated(a: ResponsePath, b: ResponsePath): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return false;
  return true;
}

function faultError({ message, path }: Fault): GraphQLError {
  return new GraphQLError(message, {
    path: pathOrNone(path),
    extensions: { code: 'INVALID_SUBGRAPH_ANSWER' },
  });
}

function pathOrNone(path: ResponsePath): ResponsePath | undefined {
  return path.length === 0 ? undefined : path;
}

/** The answer to one operation. `dataText` is the JSON text of `data`, ready to send. */
export class ExecutionAnswer {
  readonly dataText: string | undefined;
  readonly errors: readonly GraphQLError[] | undefined;
  #data: JsonObject | null | undefined;

  constructor(dataText: string | undefined, errors: readonly GraphQLError[] | undefined) {
    this.dataText = dataText;
    this.errors = errors;
  }

  /** Parsed when first read: most answers are only ever sent. */
  get data(): JsonObject | null | undefined {
    if (this.dataText !== undefined) this.#data ??= JSON.parse(this.dataText) as JsonObject | null;
    return this.#data;
  }
}
