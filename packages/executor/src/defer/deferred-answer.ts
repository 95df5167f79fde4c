import { GraphQLError, type GraphQLSchema } from 'graphql';
import { ExecutionAnswer, wordErrors, type LocatedError } from '../answer.ts';
import { clientPaths } from '../client-paths.ts';
import { invalidAnswerCode } from '../errors.ts';
import type { InternalError } from '../execute.ts';
import { isRecord, type JsonObject } from '../json.ts';
import type { ResponsePath } from '../positions.ts';
import type { PreparedOperation } from '../prepare.ts';
import type { Projected } from '../project.ts';
import type { Fetched } from './fetch-parts.ts';
import { valueAt, type Place } from './places.ts';
import type { PreparedFragment } from './prepare-deferred.ts';

/**
 * What one deferred fragment gives at one place. Null within it goes up to the fragment and no further.
 * @param told the errors that the client has been given where it asked for what failed; those of this place are added
 */
export function answerAt(
  { schema, introspection }: AnswerSource,
  { fragment, projectionFor }: PreparedFragment,
  place: Place,
  fetched: Fetched,
  told: Set<InternalError>,
): ExecutionAnswer {
  const value = valueAt(fetched.data, place.fetchedPath);
  const object = isRecord(value) ? value : undefined;
  const projected = object === undefined ? nothingThere : projectionFor(place.type)(object, introspection);
  const locate = (error: InternalError): LocatedError | undefined => {
    const inside = pathInside(place, error.path);
    if (inside === undefined) return undefined;
    const located = clientPaths(schema, place.type, fragment.selections, object ?? {}, inside);
    return { ...located, error, isExact: located.isExact && error.path.length >= place.fetchedPath.length };
  };
  const own = fetched.errors.flatMap((error) => locate(error) ?? []);
  // What failed around the fragment is told here only where something is missing for it, that nothing else explains.
  const inherited = fetched.inherited.flatMap((error) => {
    const located = locate(error);
    return located && (located.isExact || !told.has(error)) ? [{ ...located, isExact: false }] : [];
  });
  for (const { error, isExact } of own) if (isExact) told.add(error);
  const errors = wordErrors(projected, [...own, ...inherited]).map((error) => at(place.path, error));
  return new ExecutionAnswer(projected.text, errors.length === 0 ? undefined : errors);
}

/** The errors of an operation that its answer tells just where they are. */
export function toldErrors(
  schema: GraphQLSchema,
  { rootType, normalised }: PreparedOperation,
  { data, errors }: Fetched,
): Set<InternalError> {
  return new Set(
    errors.filter(({ path }) => clientPaths(schema, rootType, normalised.selections, data, path).isExact),
  );
}

// The list in which the object stood was another one when it was asked for again.
const nothingThere: Projected = {
  text: 'null',
  faults: [{ message: 'The object is not there any more.', code: invalidAnswerCode, path: [] }],
};

// The rest of an error's path from a place on; empty for an error above the place; undefined for one elsewhere.
function pathInside({ fetchedPath }: Place, path: ResponsePath): ResponsePath | undefined {
  const length = Math.min(fetchedPath.length, path.length);
  for (let index = 0; index < length; index++) if (fetchedPath[index] !== path[index]) return undefined;
  return path.slice(fetchedPath.length);
}

function at(start: ResponsePath, { message, path, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: [...start, ...(path ?? [])], extensions });
}

interface AnswerSource {
  readonly schema: GraphQLSchema;
  readonly introspection: JsonObject;
}
