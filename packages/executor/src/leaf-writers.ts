import { isEnumType, type GraphQLOutputType } from 'graphql';

/** A writer of one scalar or enum to JSON text; undefined for a value that the type does not allow. */
export function leafWriter(type: GraphQLOutputType): LeafWriter {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, JSON.stringify(name)]));
    return (value) => texts.get(value);
  }
  return builtIn.get(String(type)) ?? writeCustom;
}

const builtIn = new Map<string, LeafWriter>([
  ['String', (value, isPlain) => (typeof value === 'string' ? stringText(value, isPlain) : undefined)],
  ['ID', writeId],
  ['Int', (value) => (Number.isInteger(value) ? String(value) : undefined)],
  ['Float', (value) => (typeof value === 'number' ? String(value) : undefined)],
  ['Boolean', (value) => (typeof value === 'boolean' ? String(value) : undefined)],
]);

function writeId(value: unknown, isPlain: boolean): string | undefined {
  if (typeof value === 'string') return stringText(value, isPlain);
  return Number.isInteger(value) ? `"${String(value)}"` : undefined;
}

function writeCustom(value: unknown, isPlain: boolean): string | undefined {
  return typeof value === 'string' ? stringText(value, isPlain) : JSON.stringify(value);
}

/** The JSON text of a string: a look at each character of a short one is cheaper than the call that writes any. */
function stringText(value: string, isPlain: boolean): string {
  if (isPlain || (value.length <= shortLengthMax && hasNothingToEscape(value))) return `"${value}"`;
  return JSON.stringify(value);
}

const shortLengthMax = 32;

// No control character, quote, backslash or half of a surrogate pair.
function hasNothingToEscape(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) return false;
  }
  return true;
}

/** @param isPlain whether a string is known to have nothing that JSON escapes */
type LeafWriter = (value: unknown, isPlain: boolean) => string | undefined;
