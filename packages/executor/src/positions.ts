import { isRecord, type JsonObject } from './json.ts';
import type { TypedStep } from './planning/plan/typed-path.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/**
 * Compiles the path of a fetch. `sharedPaths` are all paths where entities are gathered: only there can one object
 * stand in several places, so only there a walk has to look whether it has been before.
 */
export function compilePath(
  path: readonly TypedStep[],
  sharedPaths: ReadonlySet<string>,
  types: SupergraphTypes,
): readonly PathStep[] {
  const keys = path.map(({ key }) => key);
  return path.map(({ key, types: names }, index) => ({
    key,
    isShared: sharedPaths.has(pathText(keys.slice(0, index + 1))),
    admits: names && admissionOf(names, types),
  }));
}

// Who tells no type, or only an interface for which its subgraph has an `@interfaceObject`, may be of any.
function admissionOf(names: readonly string[], types: SupergraphTypes): Admits {
  const known = new Map<unknown, boolean>();
  return (typename) => {
    const before = known.get(typename);
    if (before !== undefined) return before;
    if (typeof typename !== 'string' || !types.isObject(typename)) return true;
    const isAdmitted = names.some((name) => types.isSubtype(name, typename));
    known.set(typename, isAdmitted);
    return isAdmitted;
  };
}

export function pathText(path: readonly string[]): string {
  return path.join('.');
}

/** Visits the places of the data that a path leads to. What lies below a shared object is entered once. */
export function visitSlots(root: JsonObject, path: readonly PathStep[], visit: VisitSlot): void {
  const last = path.length - 1;
  const seen: (Set<unknown> | undefined)[] = [];
  const isNew = (value: unknown, depth: number): boolean => {
    if (path[depth]?.isShared !== true) return true;
    const values = (seen[depth] ??= new Set());
    if (values.has(value)) return false;
    values.add(value);
    return true;
  };
  const walk = (holder: Holder, depth: number): void => {
    const step = path[depth];
    if (step === undefined) return;
    if (step.key !== '@') {
      enter(holder, step.key, depth, step.admits);
    } else if (isList(holder)) {
      const { admits } = step;
      for (let index = 0; index < holder.length; index++) enter(holder, index, depth, admits);
    }
  };
  const enter = (holder: Holder, key: string | number, depth: number, admits: Admits | undefined): void => {
    const value = holder[key];
    if (typeof value !== 'object' || value === null) return;
    if (admits !== undefined && !admits((value as JsonObject).__typename)) return;
    if (depth === last) visit(value as JsonObject, holder, key);
    else if (isNew(value, depth)) walk(value as Holder, depth + 1);
  };
  walk(root, 0);
}

/** The concrete paths, list indexes included, of every occurrence of some objects. For errors only: not fast. */
export function pathsTo(
  root: JsonObject,
  path: readonly PathStep[],
  objects: ReadonlySet<unknown>,
): ResponsePath[] {
  const found: ResponsePath[] = [];
  const walk = (value: unknown, depth: number, concrete: ResponsePath): void => {
    if (found.length >= occurrencesMax || !isAdmitted(path, depth, value)) return;
    const step = path[depth];
    if (step === undefined) {
      if (objects.has(value)) found.push(concrete);
    } else if (step.key === '@') {
      if (Array.isArray(value)) value.forEach((item, index) => walk(item, depth + 1, [...concrete, index]));
    } else if (isRecord(value)) {
      walk(value[step.key], depth + 1, [...concrete, step.key]);
    }
  };
  walk(root, 0, []);
  return found;
}

/** Whether an object is one of those that the step before `depth` leads to. */
export function isAdmitted(path: readonly PathStep[], depth: number, value: unknown): boolean {
  const admits = path[depth - 1]?.admits;
  return admits === undefined || !isRecord(value) || admits(value.__typename);
}

// One failed entity may stand in thousands of places; the first ones tell the story.
const occurrencesMax = 100;

function isList(value: Holder): value is Holder & { readonly length: number } {
  return Array.isArray(value);
}

export interface PathStep {
  /** A response key, or `@` for each element of a list. */
  readonly key: string;
  readonly isShared: boolean;
  /** Whether the step leads to objects of a type; undefined where it leads to all. */
  readonly admits?: Admits | undefined;
}

type Admits = (typename: unknown) => boolean;

/** Is told a value and where it is held, so that it can be replaced. */
type VisitSlot = (value: JsonObject, holder: Holder, key: string | number) => void;

/** A record or an array: both are only ever read and written by a key that exists. */
export type Holder = { [key: string | number]: unknown };

export type ResponsePath = readonly (string | number)[];
