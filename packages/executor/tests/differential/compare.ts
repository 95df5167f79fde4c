import type { ExecutionAnswer } from '../../src/index.ts';

/**
 * What differs between two answers, or undefined. The texts of `data` must be equal. Errors are compared by the null
 * that each one explains: how many errors stand below one null is left to implementations by the specification.
 */
export function difference(monolith: Answered, answer: Answer): string | undefined {
  const expected = JSON.stringify(monolith.data);
  if (expected !== answer.dataText) return `data\n  monolith ${expected}\n  executor ${answer.dataText}`;
  const expectedNulls = explainedNulls(monolith.data, monolith.errors);
  const actualNulls = explainedNulls(monolith.data, answer.errors);
  if (expectedNulls === actualNulls) return undefined;
  const messages = answer.errors?.map(({ message, path }) => `${message} at ${path?.join('.')}`).join('; ');
  return `errors\n  monolith ${expectedNulls}\n  executor ${actualNulls}\n  ${messages}\n  data ${expected}`;
}

function explainedNulls(data: unknown, errors: readonly PathError[] | undefined): string {
  const places = (errors ?? []).map(({ path }) => nullPlace(data, path ?? []));
  return [...new Set(places)].sort().join(' ');
}

// The path up to the first null on it.
function nullPlace(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const place: (string | number)[] = [];
  for (const step of path) {
    if (value === null || typeof value !== 'object') break;
    place.push(step);
    value = Object.entries(value).find(([key]) => key === String(step))?.[1];
  }
  return `/${place.join('/')}`;
}

/** What is expected. */
export interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly PathError[] | undefined;
}

export type Answer = Pick<ExecutionAnswer, 'dataText'> & {
  readonly errors: readonly (PathError & { readonly message: string })[] | undefined;
};

interface PathError {
  readonly path?: readonly (string | number)[] | undefined;
}
