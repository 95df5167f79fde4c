import { getNamedType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { collectFields, knownType, type CollectedField, type KnownType } from './collect-fields.ts';
import { isRecord, type JsonObject } from './json.ts';
import type { ClientSelection } from './normalise.ts';
import type { ResponsePath } from './positions.ts';

/**
 * The client's paths of a place in the fetched data: several when the client asks for one field by several
 * aliases, and the nearest ones above (`isExact` is false) when the place was fetched only for another field's sake.
 */
export function clientPaths(
  schema: GraphQLSchema,
  rootType: KnownType,
  selections: readonly ClientSelection[],
  data: JsonObject,
  path: ResponsePath,
): ClientPaths {
  const exact: ResponsePath[] = [];
  const nearest: ResponsePath[] = [];
  const walk = (place: Place, depth: number): void => {
    const step = path[depth];
    if (step === undefined) {
      exact.push(place.clientPath);
    } else if (typeof step === 'number') {
      const value = Array.isArray(place.value) ? (place.value[step] as unknown) : undefined;
      walk({ ...place, value, clientPath: [...place.clientPath, step] }, depth + 1);
    } else {
      const fields = fieldsAt(schema, place, step);
      // What the client asks for of other types only was fetched in vain here: nothing is missing for it.
      const isInVain = isRecord(place.value) && mentions(place.selections, step);
      if (fields.length === 0 && !isInVain) nearest.push(place.clientPath);
      for (const { type, field } of fields) {
        walk(
          {
            type: getNamedType(type.getFields()[field.name]!.type),
            selections: field.selections,
            value: isRecord(place.value) ? place.value[step] : undefined,
            clientPath: [...place.clientPath, field.responseName],
          },
          depth + 1,
        );
      }
    }
  };
  walk({ type: rootType, selections, value: data, clientPath: [] }, 0);
  return exact.length > 0 ? { paths: exact, isExact: true } : { paths: nearest, isExact: false };
}

function mentions(selections: readonly ClientSelection[], key: string): boolean {
  return selections.some((selection) => {
    if (selection.kind === 'fragment') return mentions(selection.selections, key);
    return selection.kind === 'field' && selection.key === key;
  });
}

function fieldsAt(schema: GraphQLSchema, place: Place, key: string): readonly FieldOfType[] {
  const typename = isRecord(place.value) ? place.value.__typename : undefined;
  const type = knownType(schema, place.type, typename);
  if (type === undefined) return [];
  const fields = collectFields(schema, type, place.selections);
  return fields
    .filter((field) => field.kind === 'field' && field.key === key)
    .map((field) => ({ type, field }));
}

export interface ClientPaths {
  readonly paths: readonly ResponsePath[];
  readonly isExact: boolean;
}

interface Place {
  readonly type: GraphQLNamedType;
  readonly selections: readonly ClientSelection[];
  readonly value: unknown;
  readonly clientPath: ResponsePath;
}

interface FieldOfType {
  readonly type: KnownType;
  readonly field: CollectedField;
}
