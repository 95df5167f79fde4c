import type { FormattedExecutionResult } from 'graphql';

const preparedTexts = new WeakMap<object, Prepared>();

/**
 * Stands for `data` of which only the text exists. It is parsed when somebody looks inside, such as a plugin; from
 * then on the parsed object counts, because it may have been changed.
 */
export function lazyData(text: string): Record<string, unknown> | null {
  if (text === 'null') return null;
  const prepared: Prepared = { text, parsed: undefined };
  const parsed = (): Record<string, unknown> =>
    (prepared.parsed ??= JSON.parse(text) as Record<string, unknown>);
  const data = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, key) => Reflect.get(parsed(), key) as unknown,
      set: (_, key, value) => Reflect.set(parsed(), key, value),
      has: (_, key) => Reflect.has(parsed(), key),
      deleteProperty: (_, key) => Reflect.deleteProperty(parsed(), key),
      defineProperty: (_, key, descriptor) => Reflect.defineProperty(parsed(), key, descriptor),
      ownKeys: () => Reflect.ownKeys(parsed()),
      getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(parsed(), key),
    },
  );
  preparedTexts.set(data, prepared);
  return data;
}

/** Apollo Server's `stringifyResult`: a prepared answer goes out as it is. */
export function stringifyResult(result: FormattedExecutionResult): string {
  const prepared = result.data == null ? undefined : preparedTexts.get(result.data);
  if (prepared === undefined || prepared.parsed !== undefined) return JSON.stringify(result);
  const errors = result.errors === undefined ? '' : `"errors":${JSON.stringify(result.errors)},`;
  const extensions =
    result.extensions === undefined ? '' : `,"extensions":${JSON.stringify(result.extensions)}`;
  return `{${errors}"data":${prepared.text}${extensions}}`;
}

interface Prepared {
  readonly text: string;
  parsed: Record<string, unknown> | undefined;
}
