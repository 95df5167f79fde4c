import type { CompiledEntities } from './compile.ts';
import type { JsonObject } from './json.ts';
import { visitSlots } from './positions.ts';
import type { EntityWriter } from './represent.ts';

/**
 * Finds the entities that one `_entities` field is to be asked for, each different one once. An occurrence of which the
 * first one holds everything is replaced by it: from then on they are one object, fetched, merged and written once.
 *
 * @NOTE a request that is under way holds on to the objects that it was sent for, so those are never replaced, nor
 * what contains them: `awaited` collects them.
 */
export function gatherEntities(
  entities: CompiledEntities,
  root: JsonObject,
  awaited: Set<JsonObject>,
): GatheredEntities {
  const gathering = new Gathering(awaited, entities.isIsolated === true);
  entities.members.forEach(({ path, represent }, member) => {
    // One object may stand in many places, and the first of them has said it all.
    const known = new Set<JsonObject>();
    visitSlots(root, path, (object, holder, key) => {
      if (known.has(object)) return;
      const writer = represent(object);
      if (writer === undefined) return;
      const kept = gathering.add(object, writer, member, known);
      if (kept !== object) holder[key] = kept;
    });
  });
  return gathering;
}

class Gathering implements GatheredEntities {
  readonly texts: string[] = [];
  readonly targets: Target[][] = [];
  readonly #indexes = new Map<EntityWriter, Map<unknown, number>>();
  readonly #awaited: Set<JsonObject>;
  readonly #isIsolated: boolean;

  constructor(awaited: Set<JsonObject>, isIsolated: boolean) {
    this.#awaited = awaited;
    this.#isIsolated = isIsolated;
  }

  /**
   * Adds an occurrence; answers the object that is to stand in its place, which may be itself.
   * @param known the objects that stand for this member's occurrences
   */
  add(object: JsonObject, writer: EntityWriter, member: number, known: Set<JsonObject>): JsonObject {
    // An entity with one key is told by that key's value, and its text is written only once.
    const identity = writer.onlyKey === undefined ? writer.write(object) : object[writer.onlyKey];
    if (identity === undefined) return object;
    const indexes = this.#indexesOf(writer);
    const index = indexes.get(identity);
    if (index === undefined) {
      const text = writer.write(object);
      if (text === undefined) return object;
      indexes.set(identity, this.texts.length);
      this.texts.push(text);
      this.targets.push([]);
      return this.#keep(object, this.targets.at(-1)!, member, known);
    }
    const targets = this.targets[index]!;
    const first = targets[0]!.object;
    const isGivenUp = !this.#isIsolated && (object === first || holdsAllOf(first, object, this.#awaited));
    const kept = isGivenUp ? first : object;
    return known.has(kept) ? kept : this.#keep(kept, targets, member, known);
  }

  #keep(object: JsonObject, targets: Target[], member: number, known: Set<JsonObject>): JsonObject {
    targets.push({ object, member });
    known.add(object);
    this.#awaited.add(object);
    return object;
  }

  #indexesOf(writer: EntityWriter): Map<unknown, number> {
    let indexes = this.#indexes.get(writer);
    if (indexes === undefined) {
      indexes = new Map();
      this.#indexes.set(writer, indexes);
    }
    return indexes;
  }
}

/** Whether `object` can be given up for `first`, which may hold more: nothing of `object` is awaited. */
function holdsAllOf(first: JsonObject, object: JsonObject, awaited: ReadonlySet<unknown>): boolean {
  if (awaited.has(object)) return false;
  const comparison = { awaited, valuesLeft: comparedMax };
  for (const key in object) if (!isEqual(first[key], object[key], comparison)) return false;
  return true;
}

function isEqual(a: unknown, b: unknown, comparison: Comparison): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if ((comparison.valuesLeft -= 1) < 0) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!isEqual(a[index], b[index], comparison)) return false;
    return true;
  }
  if (comparison.awaited.has(b)) return false;
  let keys = 0;
  for (const key in a) {
    if (!isEqual((a as JsonObject)[key], (b as JsonObject)[key], comparison)) return false;
    keys += 1;
  }
  for (const _ in b) keys -= 1;
  return keys === 0;
}

// @NOTE an entity may come to contain itself, so a comparison needs an end. It is cheaper to fetch and write twice than
// to compare more.
const comparedMax = 1_000;

interface Comparison {
  readonly awaited: ReadonlySet<unknown>;
  valuesLeft: number;
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
