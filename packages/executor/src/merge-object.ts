import { isRecord, type JsonObject } from './json.ts';

/**
 * Puts a fetched object's fields into one that the data already holds. Values are shared, not copied: the fields
 * of one entity are the same wherever it stands.
 */
export function mergeObject(target: JsonObject, source: JsonObject, isObjectType: IsObjectType): void {
  for (const key in source) {
    const value = source[key];
    const existing = target[key];
    if (existing === undefined || existing === null) setOwn(target, key, value);
    else if (existing === value) continue;
    else if (key === '__typename') target[key] = moreConcrete(existing, value, isObjectType);
    else target[key] = mergeValue(existing, value, isObjectType);
  }
}

function mergeValue(existing: unknown, value: unknown, isObjectType: IsObjectType): unknown {
  if (isRecord(existing) && isRecord(value)) {
    mergeObject(existing, value, isObjectType);
    return existing;
  }
  if (Array.isArray(existing) && Array.isArray(value) && existing.length === value.length) {
    for (let index = 0; index < value.length; index++) {
      existing[index] = mergeValue(existing[index], value[index], isObjectType);
    }
    return existing;
  }
  return value;
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

type IsObjectType = (name: string) => boolean;
