// Stage 5. Writes the client's answer from the fetched data as text, with the client's names, in the client's order,
// null propagated as the specification wants. Compiled once per operation.
import {
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import {
  collectFields,
  dependsOnType,
  knownType,
  type CollectedField,
  type KnownType,
} from './collect-fields.ts';
import { isRecord, type JsonObject } from './json.ts';
import { leafWriter } from './leaf-writers.ts';
import type { ClientSelection } from './normalise.ts';
import { Projection } from './projection.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/**
 * Compiles the projection of one operation to a function that writes the JSON text of `data`.
 * @param sharedPaths the paths, list steps left out, where one object may stand in several places
 */
export function compileProjection(
  schema: GraphQLSchema,
  types: SupergraphTypes,
  rootType: KnownType,
  selections: readonly ClientSelection[],
  sharedPaths: ReadonlySet<string>,
): Project {
  const compiler: Compiler = { schema, types, sharedPaths, memoIds: new Map() };
  const write = objectWriter(compiler, rootType, selections, '');
  return (data, introspection, isPlain = false) => {
    const projection = new Projection(introspection, isPlain);
    const text = write(data, projection) ?? 'null';
    return { text, faults: projection.faults };
  };
}

// A writer answers the text of a value, or undefined when a fault below turns the value to null.
function writerOf(compiler: Compiler, type: GraphQLOutputType, place: Place): Writer {
  if (isNonNullType(type)) {
    const write = baseWriter(compiler, type.ofType, place, false);
    const message = `Cannot return null for non-nullable field ${place.name}.`;
    return (value, projection) => (value == null ? projection.fault(message) : write(value, projection));
  }
  const write = baseWriter(compiler, type, place, true);
  return (value, projection) => (value == null ? 'null' : (write(value, projection) ?? 'null'));
}

function baseWriter(compiler: Compiler, type: GraphQLOutputType, place: Place, isNullable: boolean): Writer {
  const message = `Invalid value found for field ${place.name}.`;
  if (isListType(type)) return listWriter(writerOf(compiler, type.ofType, place), message);
  if (isAbstractType(type)) return abstractWriter(compiler, type, place, isNullable, message);
  if (isObjectType(type)) {
    const write = objectWriter(compiler, type, place.selections, place.path);
    return (value, projection) => (isRecord(value) ? write(value, projection) : projection.fault(message));
  }
  return scalarOrEnumWriter(compiler, type, isNullable, message);
}

// What is `@inaccessible` does not exist for clients: where null is allowed it is null, and nobody is told of it.
function scalarOrEnumWriter(
  { types }: Compiler,
  type: GraphQLLeafType,
  isNullable: boolean,
  message: string,
): Writer {
  const write = leafWriter(type);
  if (!isEnumType(type) || !isNullable) {
    return (value, projection) => write(value, projection.isPlain) ?? projection.fault(message);
  }
  return (value, projection) =>
    write(value, projection.isPlain) ??
    (types.isEnumValue(type.name, value) ? undefined : projection.fault(message));
}

function abstractWriter(
  compiler: Compiler,
  type: GraphQLAbstractType,
  place: Place,
  isNullable: boolean,
  message: string,
): Writer {
  const isHidden = (typename: unknown): boolean =>
    typeof typename === 'string' &&
    compiler.schema.getType(typename) === undefined &&
    compiler.types.isSubtype(type.name, typename);
  const writers = new Map<unknown, ObjectWriter | undefined>();
  const compile = (typename: unknown): ObjectWriter | undefined => {
    const known = knownType(compiler.schema, type, typename);
    // The fetch that would have told the type has failed.
    const isTypeMissing = isInterfaceType(known) && dependsOnType(compiler.schema, known, place.selections);
    if (known === undefined || isTypeMissing) return undefined;
    return objectWriter(compiler, known, place.selections, place.path);
  };
  return (value, projection) => {
    if (!isRecord(value)) return projection.fault(message);
    const typename = value.__typename;
    let write = writers.get(typename);
    if (write === undefined) {
      write = compile(typename);
      if (write === undefined)
        return isNullable && isHidden(typename) ? undefined : projection.fault(message);
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

function objectWriter(
  compiler: Compiler,
  type: KnownType,
  selections: readonly ClientSelection[],
  path: string,
): ObjectWriter {
  const collected = collectFields(compiler.schema, type, selections);
  const write = fieldsWriter(compiler, type, collected, path);
  return compiler.sharedPaths.has(path) ? remembering(write, memoIdOf(compiler, type, collected)) : write;
}

function fieldsWriter(
  compiler: Compiler,
  type: KnownType,
  collected: readonly CollectedField[],
  path: string,
): ObjectWriter {
  // Compiled on first use: a type that never comes costs nothing.
  let fields: readonly FieldWriter[] | undefined;
  return (object, projection) => {
    fields ??= collected.map((field, index) => fieldWriter(compiler, type, field, index, path));
    const depth = projection.enter();
    let text = '{';
    for (const { responseName, key, start, write } of fields) {
      projection.path[depth] = responseName;
      const value = write(object[key], projection);
      if (value === undefined) {
        projection.leave(depth);
        return undefined;
      }
      text += start + value;
    }
    projection.leave(depth);
    return `${text}}`;
  };
}

// An entity that stands in many places is written once.
function remembering(write: ObjectWriter, memoId: number): ObjectWriter {
  return (object, projection) => {
    const memo = projection.memoOf(memoId);
    const known = memo.get(object);
    if (known !== undefined) return known;
    const faultsBefore = projection.faults.length;
    const text = write(object, projection);
    // @NOTE a fault names the place where it stands, so an object with one is written anew at each place.
    if (text !== undefined && projection.faults.length === faultsBefore) memo.set(object, text);
    return text;
  };
}

function fieldWriter(
  compiler: Compiler,
  parent: KnownType,
  field: CollectedField,
  index: number,
  path: string,
): FieldWriter {
  const { responseName, key, name, selections } = field;
  const start = `${index === 0 ? '' : ','}${JSON.stringify(responseName)}:`;
  if (field.kind === 'typename') {
    const text = JSON.stringify(parent.name);
    return { responseName, key, start, write: () => text };
  }
  if (field.kind === 'introspection') {
    const write: Writer = (_, projection) => JSON.stringify(projection.introspection[responseName] ?? null);
    return { responseName, key, start, write };
  }
  const { type } = parent.getFields()[name]!;
  if (field.kind === 'withheld') {
    const text = isNonNullType(type) ? undefined : 'null';
    return { responseName, key, start, write: (_, projection) => (projection.withhold(field), text) };
  }
  const place = { name: `${parent.name}.${name}`, path: path === '' ? key : `${path}.${key}`, selections };
  return { responseName, key, start, write: writerOf(compiler, type, place) };
}

// Selections that write the same share what they have written of an entity.
function memoIdOf(compiler: Compiler, type: KnownType, fields: readonly CollectedField[]): number {
  const signature = JSON.stringify([type.name, fields]);
  const known = compiler.memoIds.get(signature) ?? compiler.memoIds.size;
  compiler.memoIds.set(signature, known);
  return known;
}

/**
 * Writes the text of `data` from the fetched data and the answer to introspection.
 * @param isPlain whether no string in the data has anything that JSON escapes; each is looked at unless told
 */
export type Project = (data: JsonObject, introspection: JsonObject, isPlain?: boolean) => Projected;

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
  readonly types: SupergraphTypes;
  readonly sharedPaths: ReadonlySet<string>;
  readonly memoIds: Map<string, number>;
}

/** A field in the answer: its name for messages, the keys that lead to it, and what is asked of it. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly selections: readonly ClientSelection[];
}
