import type { CompiledEntities } from './compile.ts';
import { isRecord, type JsonObject } from './json.ts';
import { slotsAt } from './positions.ts';

/**
 * Finds the entities that one `_entities` field is to be asked for, each different one once. Occurrences that hold
 * nothing but their keys are replaced by the first one: from then on they are one object, fetched, merged and
 * written once.
 */
export function gatherEntities(entities: CompiledEntities, root: JsonObject): GatheredEntities {
  const indexes = new Map<string, number>();
  const texts: string[] = [];
  const targets: Target[][] = [];
  entities.members.forEach(({ path, represent }, member) => {
    for (const slot of slotsAt(root, path)) {
      const object = slot.holder[slot.key];
      const text = isRecord(object) ? represent(object) : undefined;
      if (text === undefined || !isRecord(object)) continue;
      const index = indexes.get(text);
      if (index === undefined) {
        indexes.set(text, texts.length);
        texts.push(text);
        targets.push([{ object, member }]);
        continue;
      }
      const known = targets[index]!;
      if (known.some((target) => target.object === object && target.member === member)) continue;
      const twin = known.find((target) => holdsTheSame(target.object, object));
      if (twin === undefined) {
        known.push({ object, member });
      } else {
        slot.holder[slot.key] = twin.object;
        if (
          twin.member !== member &&
          !known.some((target) => target.object === twin.object && target.member === member)
        ) {
          known.push({ object: twin.object, member });
        }
      }
    }
  });
  return { texts, targets };
}

/**
 * Puts a fetched object's fields into one that the data already holds. Values are shared, not copied: the fields
 * of one entity are the same wherever it stands.
 */
export function mergeObject(
  target: JsonObject,
  source: JsonObject,
  isObjectType: (name: string) => boolean,
): void {
  for (const key in source) {
    const value = source[key];
    const existing = target[key];
    if (existing === undefined || existing === null) setOwn(target, key, value);
    else if (existing === value) continue;
    else if (key === '__typename') target[key] = moreConcrete(existing, value, isObjectType);
    else target[key] = mergeValue(existing, value, isObjectType);
  }
}

function mergeValue(existing: unknown, value: unknown, isObjectType: (name: string) => boolean): unknown {
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
function moreConcrete(existing: unknown, value: unknown, isObjectType: (name: string) => boolean): unknown {
  const isKnown = typeof existing === 'string' && isObjectType(existing);
  return isKnown && !(typeof value === 'string' && isObjectType(value)) ? existing : value;
}

// @NOTE a JSON key "__proto__" assigned plainly would change the object's prototype.
function setOwn(target: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

function holdsTheSame(a: JsonObject, b: JsonObject): boolean {
  let keys = 0;
  for (const key in a) {
    keys += 1;
    const value = a[key];
    if (value !== b[key] || (typeof value === 'object' && value !== null)) return a === b;
  }
  for (const _ in b) keys -= 1;
  return keys === 0;
}

export interface GatheredEntities {
  /** JSON texts of the representations. */
  readonly texts: readonly string[];
  /** For each text the objects that it stands for. */
  readonly targets: readonly (readonly Target[])[];
}

export interface Target {
  readonly object: JsonObject;
  /** Which member, hence which path, the object was found by. */
  readonly member: number;
}
