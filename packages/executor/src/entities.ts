import type { CompiledEntities } from './compile.ts';
import type { JsonObject } from './json.ts';
import { visitSlots } from './positions.ts';
import type { EntityWriter } from './represent.ts';

/**
 * Finds the entities that one `_entities` field is to be asked for, each different one once. An occurrence that holds
 * the same as the first one is replaced by it: from then on they are one object, fetched, merged and written once.
 *
 * @NOTE a request that is under way holds on to the objects that it was sent for, so those are never replaced, nor
 * what contains them: `awaited` collects them.
 */
export function gatherEntities(
  entities: CompiledEntities,
  root: JsonObject,
  awaited: Set<JsonObject>,
): GatheredEntities {
  const gathering = new Gathering(awaited);
  entities.members.forEach(({ path, represent }, member) => {
    visitSlots(root, path, (object, holder, key) => {
      const writer = represent(object);
      if (writer === undefined) return;
      const twin = gathering.add(object, writer, member);
      if (twin !== undefined) holder[key] = twin;
    });
  });
  return gathering;
}

class Gathering implements GatheredEntities {
  readonly texts: string[] = [];
  readonly targets: Target[][] = [];
  readonly #indexes = new Map<EntityWriter, Map<unknown, number>>();
  readonly #awaited: Set<JsonObject>;

  constructor(awaited: Set<JsonObject>) {
    this.#awaited = awaited;
  }

  /** Adds an occurrence; answers the object that is to stand in its place, if there is one. */
  add(object: JsonObject, writer: EntityWriter, member: number): JsonObject | undefined {
    // An entity with one key is told by that key's value, and its text is written only once.
    const identity = writer.onlyKey === undefined ? writer.write(object) : object[writer.onlyKey];
    if (identity === undefined) return undefined;
    const indexes = this.#indexesOf(writer);
    const index = indexes.get(identity);
    if (index === undefined) {
      const text = writer.write(object);
      if (text === undefined) return undefined;
      indexes.set(identity, this.texts.length);
      this.texts.push(text);
      this.targets.push([{ object, member }]);
      this.#awaited.add(object);
      return undefined;
    }
    const targets = this.targets[index]!;
    const first = targets[0]!.object;
    const isTwin = object !== first && holdsTheSame(first, object, this.#awaited);
    const kept = isTwin ? first : object;
    if (!hasTarget(targets, kept, member)) {
      targets.push({ object: kept, member });
      this.#awaited.add(kept);
    }
    return isTwin ? first : undefined;
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

function hasTarget(targets: readonly Target[], object: JsonObject, member: number): boolean {
  for (const target of targets) if (target.object === object && target.member === member) return true;
  return false;
}

/** Whether `b` can be given up for `a`: they are equal through and through, and nothing of `b` is awaited. */
function holdsTheSame(a: unknown, b: unknown, awaited: ReadonlySet<unknown>): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++)
      if (!holdsTheSame(a[index], b[index], awaited)) return false;
    return true;
  }
  if (awaited.has(b)) return false;
  let keys = 0;
  for (const key in a) {
    if (!holdsTheSame((a as JsonObject)[key], (b as JsonObject)[key], awaited)) return false;
    keys += 1;
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
