import { isRecord, type JsonObject } from './json.ts';

/**
 * The places of the data that a path leads to. An object that is reachable in several ways is entered once, so the
 * walk costs as much as there are different objects.
 */
export function slotsAt(root: JsonObject, path: readonly string[]): Slot[] {
  let values: unknown[] = [root];
  let slots: Slot[] = [];
  for (const step of path) {
    slots = step === '@' ? elementSlots(values) : fieldSlots(values, step);
    values = slots.map(({ holder, key }) => holder[key]);
  }
  return slots;
}

/** The concrete paths, list indexes included, of every occurrence of some objects. For errors only: not fast. */
export function pathsTo(
  root: JsonObject,
  path: readonly string[],
  objects: ReadonlySet<unknown>,
): ResponsePath[] {
  const found: ResponsePath[] = [];
  const walk = (value: unknown, depth: number, concrete: ResponsePath): void => {
    if (found.length >= occurrencesMax) return;
    const step = path[depth];
    if (step === undefined) {
      if (objects.has(value)) found.push(concrete);
    } else if (step === '@') {
      if (Array.isArray(value)) value.forEach((item, index) => walk(item, depth + 1, [...concrete, index]));
    } else if (isRecord(value)) {
      walk(value[step], depth + 1, [...concrete, step]);
    }
  };
  walk(root, 0, []);
  return found;
}

// One failed entity may stand in thousands of places; the first ones tell the story.
const occurrencesMax = 100;

function elementSlots(values: readonly unknown[]): Slot[] {
  const slots: Slot[] = [];
  for (const value of values) {
    if (!isList(value)) continue;
    for (let index = 0; index < value.length; index++) slots.push({ holder: value, key: index });
  }
  return slots;
}

function fieldSlots(values: readonly unknown[], key: string): Slot[] {
  const slots: Slot[] = [];
  for (const value of values.length > 1 ? new Set(values) : values) {
    if (isRecord(value) && value[key] != null) slots.push({ holder: value, key });
  }
  return slots;
}

function isList(value: unknown): value is Holder & { readonly length: number } {
  return Array.isArray(value);
}

/** Where a value is held, so that it can be replaced. */
export interface Slot {
  readonly holder: Holder;
  readonly key: string | number;
}

// A record or an array: both are only ever read and written by a key that exists.
type Holder = { [key: string | number]: unknown };

export type ResponsePath = readonly (string | number)[];
