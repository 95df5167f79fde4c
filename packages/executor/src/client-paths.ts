import {
  getNamedType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { collectFields } from './collect-fields.ts';
import { isRecord, type JsonObject } from './json.ts';
import type { ClientSelection } from './normalise.ts';
import type { ResponsePath } from './positions.ts';

/**
 * The client's paths of a place in the fetched data: several when the client asks for one field by several
 * aliases, and the nearest one above when the place was fetched only for another subgraph's sake.
 */
export function clientPaths(
  schema: GraphQLSchema,
  rootType: GraphQLObjectType,
  selections: readonly ClientSelection[],
  data: JsonObject,
  path: ResponsePath,
): readonly ResponsePath[] {
  const walk = (place: Place, depth: number): readonly ResponsePath[] => {
    const step = path[depth];
    if (step === undefined) return [place.clientPath];
    if (typeof step === 'number') {
      const value = Array.isArray(place.value) ? (place.value[step] as unknown) : undefined;
      return walk({ ...place, value, clientPath: [...place.clientPath, step] }, depth + 1);
    }
    const type = concreteType(schema, place);
    if (type === undefined) return [place.clientPath];
    const fields = collectFields(schema, type, place.selections).filter(
      ({ kind, key }) => kind === 'field' && key === step,
    );
    if (fields.length === 0) return [place.clientPath];
    return fields.flatMap((field) =>
      walk(
        {
          type: getNamedType(type.getFields()[field.name]!.type),
          selections: field.selections,
          value: isRecord(place.value) ? place.value[step] : undefined,
          clientPath: [...place.clientPath, field.responseName],
        },
        depth + 1,
      ),
    );
  };
  return walk({ type: rootType, selections, value: data, clientPath: [] }, 0);
}

function concreteType(schema: GraphQLSchema, { type, value }: Place): GraphQLObjectType | undefined {
  if (isObjectType(type)) return type;
  const typename = isRecord(value) ? value.__typename : undefined;
  const named = typeof typename === 'string' ? schema.getType(typename) : undefined;
  return isObjectType(named) ? named : undefined;
}

interface Place {
  readonly type: GraphQLNamedType;
  readonly selections: readonly ClientSelection[];
  readonly value: unknown;
  readonly clientPath: ResponsePath;
}
