import { isEnumType, type GraphQLOutputType } from 'graphql';

/** A writer of one scalar or enum to JSON text; undefined for a value that the type does not allow. */
export function leafWriter(type: GraphQLOutputType): (value: unknown) => string | undefined {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, JSON.stringify(name)]));
    return (value) => texts.get(value);
  }
  return builtIn.get(String(type)) ?? ((value) => JSON.stringify(value));
}

const builtIn = new Map<string, (value: unknown) => string | undefined>([
  ['String', (value) => (typeof value === 'string' ? stringText(value) : undefined)],
  ['ID', writeId],
  ['Int', (value) => (Number.isInteger(value) ? String(value) : undefined)],
  ['Float', (value) => (typeof value === 'number' ? String(value) : undefined)],
  ['Boolean', (value) => (typeof value === 'boolean' ? String(value) : undefined)],
]);

function writeId(value: unknown): string | undefined {
  if (typeof value === 'string') return stringText(value);
  return Number.isInteger(value) ? `"${String(value)}"` : undefined;
}

/** The JSON text of a string: a look at each character of a short one is cheaper than the call that writes any. */
function stringText(value: string): string {
  return value.length <= shortLengthMax && isPlain(value) ? `"${value}"` : JSON.stringify(value);
}

const shortLengthMax = 32;

// Nothing to escape: no control character, quote, backslash or half of a surrogate pair.
function isPlain(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) return false;
  }
  return true;
}
