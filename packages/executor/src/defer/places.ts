import { getNamedType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { applies, knownType, type KnownType } from '../collect-fields.ts';
import { isRecord, type JsonObject } from '../json.ts';
import type { ResponsePath } from '../positions.ts';
import type { PlaceStep } from './split-deferred.ts';

/**
 * The places of a deferred fragment: each object that the answer holds where the fragment stands, if its type is of the
 * fragment's. What is null in the answer has no parts that come later.
 * @param from the object that `steps` begin at
 * @param answered what the client has been given of it
 * @param fetched what was fetched for it
 */
export function findPlaces(
  schema: GraphQLSchema,
  from: Place,
  steps: readonly PlaceStep[],
  answered: unknown,
  fetched: unknown,
): readonly Place[] {
  const places: Place[] = [];
  const walk = (at: Position, index: number): void => {
    const { answered, fetched } = at;
    if (Array.isArray(answered) && Array.isArray(fetched)) {
      for (let item = 0; item < answered.length; item++) walk(itemOf(at, item, answered, fetched), index);
      return;
    }
    if (!isRecord(answered) || !isRecord(fetched)) return;
    const type = knownType(schema, at.type, fetched.__typename);
    const step = steps[index];
    if (type === undefined) return;
    if (step === undefined) places.push({ type, path: at.path, fetchedPath: at.fetchedPath });
    else if (step.kind === 'field') walk(fieldOf(at, step, type, answered, fetched), index + 1);
    else if (applies(schema, step.on, type)) walk(at, index + 1);
  };
  walk({ ...from, answered, fetched }, 0);
  return places;
}

/** What was fetched for a place. */
export function valueAt(data: JsonObject, path: ResponsePath): unknown {
  let value: unknown = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // @NOTE only what `findPlaces` has seen is looked up: a key that exists, of a record or an array.
    value = (value as JsonObject)[step];
  }
  return value;
}

function itemOf(
  at: Position,
  index: number,
  answered: readonly unknown[],
  fetched: readonly unknown[],
): Position {
  return {
    type: at.type,
    path: [...at.path, index],
    fetchedPath: [...at.fetchedPath, index],
    answered: answered[index],
    fetched: fetched[index],
  };
}

function fieldOf(
  at: Position,
  { name, key, responseName }: Extract<PlaceStep, { kind: 'field' }>,
  type: KnownType,
  answered: JsonObject,
  fetched: JsonObject,
): Position {
  return {
    type: getNamedType(type.getFields()[name]!.type),
    path: [...at.path, responseName],
    fetchedPath: [...at.fetchedPath, key],
    answered: answered[responseName],
    fetched: fetched[key],
  };
}

/** Where an object stands: for the client, and in the fetched data. */
export interface Place {
  readonly type: KnownType;
  readonly path: ResponsePath;
  readonly fetchedPath: ResponsePath;
}

interface Position {
  readonly type: GraphQLNamedType;
  readonly path: ResponsePath;
  readonly fetchedPath: ResponsePath;
  readonly answered: unknown;
  readonly fetched: unknown;
}
