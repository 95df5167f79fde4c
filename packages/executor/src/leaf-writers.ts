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
  ['String', (value) => (typeof value === 'string' ? JSON.stringify(value) : undefined)],
  ['ID', writeId],
  ['Int', (value) => (Number.isInteger(value) ? String(value) : undefined)],
  ['Float', (value) => (typeof value === 'number' ? String(value) : undefined)],
  ['Boolean', (value) => (typeof value === 'boolean' ? String(value) : undefined)],
]);

function writeId(value: unknown): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value);
  return Number.isInteger(value) ? `"${String(value)}"` : undefined;
}
