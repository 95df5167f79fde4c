import { isDeepStrictEqual } from 'node:util';
import type { ExecutionResult } from 'graphql';
import {
  ExecutionAnswer,
  type DeferredAnswer,
  type DeferredPart,
  type PendingPart,
} from '../../src/index.ts';
import { difference, type Answered } from './compare.ts';
import type { DeferredResult, Path, ReferencePart } from './deferred-reference.ts';

/**
 * What differs between an answer in parts and what was expected of it.
 *
 * 1. The first answer and each part are those of the reference, which knows how far null goes.
 * 2. Where nothing failed, all of them put together are what the monolith answers to the operation without `@defer`.
 *    But a subgraph that is asked for a part together with what is around it propagates null on its own: where null
 *    reached the border of a part, the places around it and beside it may be null as well, and in one part what failed in
 *    another. An error tells of it, here or there.
 * 3. A part comes once, after it was announced, and only the last batch says that it is the last.
 */
export async function deferredDifference(
  monolith: ExecutionResult,
  expected: DeferredResult,
  answer: ExecutionAnswer | DeferredAnswer,
): Promise<{ difference: string | undefined; count: number }> {
  // Servers may answer whole; ours does what the planner can't part.
  if (answer instanceof ExecutionAnswer && expected.parts.length > 0) {
    return { difference: difference(monolith, answer), count: 0 };
  }
  const { initial, parts, problem } = await readAnswer(answer);
  const strict = difference(expected, initial) ?? partsDifference(expected.parts, parts);
  const found =
    problem ??
    (strict && isFurtherNull(expected, initial, parts) ? undefined : strict) ??
    (monolith.errors === undefined ? mergedDifference(monolith.data, initial, parts) : undefined);
  return { difference: found, count: parts.length };
}

async function readAnswer(answer: ExecutionAnswer | DeferredAnswer): Promise<ReadAnswer> {
  if (answer instanceof ExecutionAnswer) return { initial: answer, parts: [], problem: undefined };
  const announced = new Map(answer.pending.map((part) => [part.id, part]));
  const parts: DeferredPart[] = [];
  let problem: string | undefined;
  let hasNext = true;
  for await (const batch of answer.subsequent) {
    if (!hasNext) problem ??= 'a batch after the last one';
    hasNext = batch.hasNext;
    for (const part of batch.parts) {
      if (!isSamePart(announced.get(part.id), part))
        problem ??= `a part that was not announced: ${nameOf(part)}`;
      announced.delete(part.id);
      parts.push(part);
    }
    for (const part of batch.pending) announced.set(part.id, part);
  }
  if (hasNext) problem ??= 'no last batch';
  if (announced.size > 0)
    problem ??= `parts that did not come: ${[...announced.values()].map(nameOf).join(' ')}`;
  return { initial: answer.initial, parts, problem };
}

// Parts at one place with one label are told apart by what they hold. Those that hold nothing may come or not.
function partsDifference(
  expected: readonly ReferencePart[],
  parts: readonly DeferredPart[],
): string | undefined {
  const left = parts
    .filter(({ answer }) => answer.dataText !== '{}')
    .sort(byKey(({ answer }) => answer.dataText));
  const wanted = expected
    .filter(({ data }) => JSON.stringify(data) !== '{}')
    .sort(byKey(({ data }) => JSON.stringify(data)));
  const names = (list: readonly Named[]): string => list.map(nameOf).join(' ');
  if (names(left) !== names(wanted)) return `parts\n  reference ${names(wanted)}\n  executor ${names(left)}`;
  for (const [index, { answer, path }] of left.entries()) {
    const reference = wanted[index]!;
    const isElsewhere = answer.errors?.some((error) => !startsWith(error.path ?? [], path));
    if (isElsewhere === true)
      return `an error of ${nameOf(left[index]!)} is elsewhere: ${JSON.stringify(answer.errors)}`;
    const own = { dataText: answer.dataText, errors: within(path, answer.errors ?? []) };
    const found = difference({ data: reference.data, errors: within(path, reference.errors) }, own);
    if (found !== undefined) return `part ${nameOf(reference)}: ${found}`;
  }
  return undefined;
}

// Whether all that differs is null that went further than a part.
function isFurtherNull(
  expected: DeferredResult,
  initial: ExecutionAnswer,
  parts: readonly DeferredPart[],
): boolean {
  const failed = [expected, ...expected.parts].flatMap(({ errors }) => errors.map(({ path }) => path ?? []));
  const borders = [...failed, ...expected.parts.filter(({ data }) => data === null).map(({ path }) => path)];
  const told = [initial, ...parts.map(({ answer }) => answer)].flatMap(({ errors }) => errors ?? []);
  const nulls: Path[] = [];
  const isExcused = (wanted: unknown, actual: unknown, path: Path): boolean => {
    if (actual === null && wanted !== null) {
      nulls.push(path);
      // Around the part, or beside it: where the subgraph gave null for the entity, its other fields have none either.
      const isRelated = (place: Path): boolean => startsWith(place, path) || startsWith(path, place);
      return told.some((error) => isRelated(error.path ?? [])) && borders.some(isRelated);
    }
    if (typeof wanted !== 'object' || wanted === null) return isDeepStrictEqual(wanted, actual);
    if (typeof actual !== 'object' || actual === null) return false;
    const inner = new Map(Object.entries(actual));
    return Object.entries(wanted).every(([key, value]) =>
      isExcused(value, inner.get(key), [...path, Array.isArray(wanted) ? Number(key) : key]),
    );
  };
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  if (!isExcused(plain(expected.data), initial.data, [])) return false;
  const left = [...parts];
  return expected.parts.every((part) => {
    if (nulls.some((place) => startsWith(part.path, place)) || JSON.stringify(part.data) === '{}')
      return true;
    const index = left.findIndex(
      (one) => nameOf(one) === nameOf(part) && isExcused(plain(part.data), one.answer.data, part.path),
    );
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

function mergedDifference(
  whole: unknown,
  initial: ExecutionAnswer,
  parts: readonly DeferredPart[],
): string | undefined {
  let merged: unknown = initial.data;
  for (const { path, answer } of parts) merged = mergeAt(merged, path, answer.data);
  const plain: unknown = JSON.parse(JSON.stringify(whole));
  if (isDeepStrictEqual(merged, plain)) return undefined;
  return `merged\n  monolith ${JSON.stringify(plain)}\n  executor ${JSON.stringify(merged)}`;
}

// @NOTE built from entries: a client's alias may be `__proto__`.
function mergeAt(value: unknown, [step, ...rest]: Path, data: unknown): unknown {
  if (step === undefined) return mergeValues(value, data);
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? mergeAt(item, rest, data) : item));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, key === step ? mergeAt(inner, rest, data) : inner]),
  );
}

function mergeValues(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) return b.map((item, index) => mergeValues(a[index], item));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return b;
  const before = new Map(Object.entries(a));
  const entries = Object.entries(b).map(([key, inner]): [string, unknown] => [
    key,
    before.has(key) ? mergeValues(before.get(key), inner) : inner,
  ]);
  return Object.fromEntries([...before, ...entries]);
}

function within<Failed extends { readonly path?: Path | undefined }>(
  start: Path,
  errors: readonly Failed[],
): Failed[] {
  return errors.map((error) => ({
    ...error,
    message: (error as Answered & { message?: string }).message,
    path: error.path?.slice(start.length),
  }));
}

function byKey<Part extends Named>(textOf: (part: Part) => string | undefined) {
  const keyOf = (part: Part): string => `${nameOf(part)} ${textOf(part)}`;
  return (a: Part, b: Part): number => (keyOf(a) < keyOf(b) ? -1 : 1);
}

function isSamePart(a: PendingPart | undefined, b: PendingPart): boolean {
  return a !== undefined && a.label === b.label && isDeepStrictEqual(a.path, b.path);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}

function nameOf({ label, path }: Named): string {
  return `${label ?? ''}@${path.join('.')}`;
}

interface Named {
  readonly label: string | undefined;
  readonly path: Path;
}

interface ReadAnswer {
  readonly initial: ExecutionAnswer;
  readonly parts: readonly DeferredPart[];
  /** What is wrong with the way in which it came. */
  readonly problem: string | undefined;
}
