import type { CompiledEntities } from './compile.ts';
import { isRecord, type JsonObject } from './json.ts';
import { slotsAt, type Slot } from './positions.ts';

/**
 * Finds the entities that one `_entities` field is to be asked for, each different one once. Occurrences that hold
 * nothing but the same scalars are replaced by the first one: from then on they are one object, fetched, merged and
 * written once.
 *
 * @NOTE a request that is under way holds on to the objects that it was sent for, so those are never replaced:
 * `awaited` collects them.
 */
export function gatherEntities(
  entities: CompiledEntities,
  root: JsonObject,
  awaited: Set<JsonObject>,
): GatheredEntities {
  const gathering: Gathering = { indexes: new Map(), texts: [], targets: [], awaited };
  entities.members.forEach(({ path, represent }, member) => {
    for (const slot of slotsAt(root, path)) {
      const object = slot.holder[slot.key];
      const text = isRecord(object) ? represent(object) : undefined;
      if (text !== undefined && isRecord(object)) addOccurrence(gathering, text, { object, member }, slot);
    }
  });
  for (const targets of gathering.targets) for (const { object } of targets) awaited.add(object);
  return gathering;
}

function addOccurrence(
  { indexes, texts, targets, awaited }: Gathering,
  text: string,
  target: Target,
  slot: Slot,
): void {
  const index = indexes.get(text);
  if (index === undefined) {
    indexes.set(text, texts.length);
    texts.push(text);
    targets.push([target]);
    return;
  }
  const known = targets[index]!;
  const twin = awaited.has(target.object)
    ? undefined
    : known.find(({ object }) => holdsTheSame(object, target.object));
  if (twin !== undefined) slot.holder[slot.key] = twin.object;
  const object = twin?.object ?? target.object;
  const isKnown = known.some((other) => other.object === object && other.member === target.member);
  if (!isKnown) known.push({ object, member: target.member });
}

function holdsTheSame(a: JsonObject, b: JsonObject): boolean {
  if (a === b) return true;
  let keys = 0;
  for (const key in a) {
    const value = a[key];
    if (value !== b[key] || (typeof value === 'object' && value !== null)) return false;
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

interface Gathering {
  readonly indexes: Map<string, number>;
  readonly texts: string[];
  readonly targets: Target[][];
  readonly awaited: Set<JsonObject>;
}
