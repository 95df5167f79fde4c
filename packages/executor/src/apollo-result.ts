import type { FormattedExecutionResult } from 'graphql';

/** By this key a prepared answer gives itself away; nobody else has it. */
const preparedKey = Symbol('prepared answer');

/**
 * Stands for `data` of which only the text exists. It is parsed when somebody looks inside, such as a plugin; from
 * then on the parsed object counts, because it may have been changed.
 */
export function lazyData(text: string): Record<string, unknown> | null {
  if (text === 'null') return null;
  const prepared: Prepared = { text, parsed: undefined };
  // @NOTE what is seen of it is what the handler shows: the data, not the target.
  return new Proxy(prepared, handler) as unknown as Record<string, unknown>;
}

function parsed(prepared: Prepared): Record<string, unknown> {
  return (prepared.parsed ??= JSON.parse(textOf(prepared)) as Record<string, unknown>);
}

const handler: ProxyHandler<Prepared> = {
  get: (prepared, key) => (key === preparedKey ? prepared : (Reflect.get(parsed(prepared), key) as unknown)),
  set: (prepared, key, value) => Reflect.set(parsed(prepared), key, value),
  has: (prepared, key) => Reflect.has(parsed(prepared), key),
  deleteProperty: (prepared, key) => Reflect.deleteProperty(parsed(prepared), key),
  defineProperty: (prepared, key, descriptor) => Reflect.defineProperty(parsed(prepared), key, descriptor),
  ownKeys: (prepared) => Reflect.ownKeys(parsed(prepared)),
  getOwnPropertyDescriptor: (prepared, key) => Reflect.getOwnPropertyDescriptor(parsed(prepared), key),
};

/**
 * Apollo Server's `stringifyResult`: a prepared answer goes out as it is. As Apollo Server does, call it once for a
 * result: it takes the text out of it (`ExecutionAnswer.takeDataText` says why).
 */
export function stringifyResult(result: FormattedExecutionResult): string {
  const prepared = (result.data as { readonly [preparedKey]?: Prepared } | null | undefined)?.[preparedKey];
  if (prepared === undefined || prepared.parsed !== undefined) return JSON.stringify(result);
  const text = textOf(prepared);
  prepared.text = undefined;
  const errors = result.errors === undefined ? '' : `"errors":${JSON.stringify(result.errors)},`;
  const extensions =
    result.extensions === undefined ? '' : `,"extensions":${JSON.stringify(result.extensions)}`;
  return `{${errors}"data":${text}${extensions}}`;
}

function textOf({ text }: Prepared): string {
  if (text === undefined)
    throw new Error('The answer has been written: its text is taken from it only once.');
  return text;
}

interface Prepared {
  text: string | undefined;
  parsed: Record<string, unknown> | undefined;
}
