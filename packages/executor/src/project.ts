// Stage 5. Writes the client's answer from the fetched data as text, with the client's names, in the client's order,
// null propagated as the specification wants. Compiled once per operation.
import {
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isRecord, type JsonObject } from './json.ts';
import { leafWriter } from './leaf-writers.ts';
import {
  collectFields,
  dependsOnType,
  knownType,
  type CollectedField,
  type KnownType,
} from './collect-fields.ts';
import type { ClientSelection } from './normalise.ts';
import { Projection } from './projection.ts';

/**
 * Compiles the projection of one operation. The answer of the compiled function is the JSON text of `data`.
 */
export function compileProjection(
  schema: GraphQLSchema,
  rootType: GraphQLObjectType,
  selections: readonly ClientSelection[],
): Project {
  const compiler: Compiler = { schema, memoIds: new Map() };
  const write = objectWriter(compiler, rootType, selections);
  return (data, introspection) => {
    const projection = new Projection(introspection);
    const text = write(data, projection) ?? 'null';
    return { text, faults: projection.faults };
  };
}

// A writer answers the text of a value, or undefined when a fault below turns the value to null.
function writerOf(
  compiler: Compiler,
  type: GraphQLOutputType,
  field: CollectedField,
  parent: KnownType,
): Writer {
  if (isNonNullType(type)) {
    const write = baseWriter(compiler, type.ofType, field, parent);
    const message = `Cannot return null for non-nullable field ${parent.name}.${field.name}.`;
    return (value, projection) => {
      if (value == null) return projection.fault(message);
      return write(value, projection);
    };
  }
  const write = baseWriter(compiler, type, field, parent);
  return (value, projection) => (value == null ? 'null' : (write(value, projection) ?? 'null'));
}

function baseWriter(
  compiler: Compiler,
  type: Exclude<GraphQLOutputType, { readonly ofType: unknown }> | GraphQLOutputType,
  field: CollectedField,
  parent: KnownType,
): Writer {
  const message = `Invalid value found for field ${parent.name}.${field.name}.`;
  if (isNonNullType(type)) return writerOf(compiler, type, field, parent);
  if (isListType(type)) return listWriter(writerOf(compiler, type.ofType, field, parent), message);
  if (isObjectType(type)) return checked(objectWriter(compiler, type, field.selections), message);
  if (isAbstractType(type)) return abstractWriter(compiler, type, field, message);
  const write = leafWriter(type);
  return (value, projection) => write(value) ?? projection.fault(message);
}

function abstractWriter(
  compiler: Compiler,
  type: GraphQLAbstractType,
  field: CollectedField,
  message: string,
): Writer {
  const writers = new Map<unknown, ObjectWriter | undefined>();
  const compile = (typename: unknown): ObjectWriter | undefined => {
    const known = knownType(compiler.schema, type, typename);
    // The fetch that would have told the type has failed.
    const isTypeMissing = isInterfaceType(known) && dependsOnType(compiler.schema, known, field.selections);
    return known === undefined || isTypeMissing ? undefined : objectWriter(compiler, known, field.selections);
  };
  return (value, projection) => {
    if (!isRecord(value)) return projection.fault(message);
    const typename = value.__typename;
    let write = writers.get(typename);
    if (write === undefined) {
      write = compile(typename);
      if (write === undefined) return projection.fault(message);
      writers.set(typename, write);
    }
    return write(value, projection);
  };
}

function listWriter(writeItem: Writer, message: string): Writer {
  return (value, projection) => {
    if (!Array.isArray(value)) return projection.fault(message);
    const depth = projection.enter();
    let text = '';
    for (let index = 0; index < value.length; index++) {
      projection.path[depth] = index;
      const item = writeItem(value[index], projection);
      if (item === undefined) {
        projection.leave(depth);
        return undefined;
      }
      text += index === 0 ? item : `,${item}`;
    }
    projection.leave(depth);
    return `[${text}]`;
  };
}

function checked(write: ObjectWriter, message: string): Writer {
  return (value, projection) => (isRecord(value) ? write(value, projection) : projection.fault(message));
}

function objectWriter(
  compiler: Compiler,
  type: KnownType,
  selections: readonly ClientSelection[],
): ObjectWriter {
  const collected = collectFields(compiler.schema, type, selections);
  const memoId = memoIdOf(compiler, type, collected);
  // Compiled on first use: a type that never comes costs nothing.
  let fields: readonly FieldWriter[] | undefined;
  return (object, projection) => {
    const memo = projection.memoOf(memoId);
    const known = memo.get(object);
    if (known !== undefined) return known;
    fields ??= collected.map((field, index) => fieldWriter(compiler, type, field, index));
    const faultsBefore = projection.faults.length;
    const depth = projection.enter();
    let text = '{';
    for (const field of fields) {
      projection.path[depth] = field.responseName;
      const value = field.write(object[field.key], projection);
      if (value === undefined) {
        projection.leave(depth);
        return undefined;
      }
      text += field.start + value;
    }
    projection.leave(depth);
    text += '}';
    // @NOTE a fault names the place where it stands, so an object with one is written anew at each place.
    if (projection.faults.length === faultsBefore) memo.set(object, text);
    return text;
  };
}

function fieldWriter(
  compiler: Compiler,
  parent: KnownType,
  field: CollectedField,
  index: number,
): FieldWriter {
  const { responseName, key } = field;
  const start = `${index === 0 ? '' : ','}${JSON.stringify(responseName)}:`;
  if (field.kind === 'typename') {
    const text = JSON.stringify(parent.name);
    return { responseName, key, start, write: () => text };
  }
  if (field.kind === 'introspection') {
    const write: Writer = (_, projection) => JSON.stringify(projection.introspection[responseName] ?? null);
    return { responseName, key, start, write };
  }
  const type = parent.getFields()[field.name]!.type;
  return { responseName, key, start, write: writerOf(compiler, type, field, parent) };
}

// Selections that write the same share what they have written of an entity, wherever it stands.
function memoIdOf(compiler: Compiler, type: KnownType, fields: readonly CollectedField[]): number {
  const signature = JSON.stringify([type.name, fields]);
  const known = compiler.memoIds.get(signature) ?? compiler.memoIds.size;
  compiler.memoIds.set(signature, known);
  return known;
}

/** Writes the text of `data` from the fetched data and the answer to introspection. */
export type Project = (data: JsonObject, introspection: JsonObject) => Projected;

export interface Projected {
  readonly text: string;
  readonly faults: Projection['faults'];
}

type Writer = (value: unknown, projection: Projection) => string | undefined;

type ObjectWriter = (value: JsonObject, projection: Projection) => string | undefined;

interface FieldWriter {
  readonly responseName: string;
  readonly key: string;
  readonly start: string;
  readonly write: Writer;
}

interface Compiler {
  readonly schema: GraphQLSchema;
  readonly memoIds: Map<string, number>;
}
