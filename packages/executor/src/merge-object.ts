import { isRecord, type JsonObject } from './json.ts';

/**
 * Puts a fetched object's fields into one that the data already holds. Values are shared, not copied: the fields
 * of one entity are the same wherever it stands.
 * @param met what has been merged into what; needed where `source`, too, may contain itself
 */
export function mergeObject(
  target: JsonObject,
  source: JsonObject,
  isObjectType: IsObjectType,
  met?: MetObjects,
): void {
  for (const key in source) {
    const value = source[key];
    const existing = target[key];
    if (existing === undefined || existing === null) setOwn(target, key, value);
    else if (existing === value) continue;
    else if (key === '__typename') target[key] = moreConcrete(existing, value, isObjectType);
    else target[key] = mergeValue(existing, value, isObjectType, met);
  }
}

function mergeValue(
  existing: unknown,
  value: unknown,
  isObjectType: IsObjectType,
  met: MetObjects | undefined,
): unknown {
  if (isRecord(existing) && isRecord(value)) {
    if (met === undefined || isNew(existing, value, met)) mergeObject(existing, value, isObjectType, met);
    return existing;
  }
  if (Array.isArray(existing) && Array.isArray(value) && existing.length === value.length) {
    for (let index = 0; index < value.length; index++) {
      existing[index] = mergeValue(existing[index], value[index], isObjectType, met);
    }
    return existing;
  }
  return value;
}

function isNew(target: JsonObject, source: JsonObject, met: MetObjects): boolean {
  const sources = met.get(target) ?? new Set();
  met.set(target, sources);
  return sources.size < sources.add(source).size;
}

// A subgraph with an `@interfaceObject` answers with the interface's name: it must not replace the type's.
function moreConcrete(existing: unknown, value: unknown, isObjectType: IsObjectType): unknown {
  const isKnown = typeof existing === 'string' && isObjectType(existing);
  return isKnown && !(typeof value === 'string' && isObjectType(value)) ? existing : value;
}

// @NOTE a JSON key "__proto__" assigned plainly would change the object's prototype.
function setOwn(target: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** By the object that others were merged into. */
export type MetObjects = Map<JsonObject, Set<JsonObject>>;

type IsObjectType = (name: string) => boolean;
