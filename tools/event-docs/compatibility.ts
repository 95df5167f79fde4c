import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './json-schemas.ts';

/** The first change that is more than a new optional field or another description; undefined where there is none. */
export function findBreakingChange(
  published: JsonSchema,
  current: JsonSchema,
  path = '$',
): string | undefined {
  if (!isDeepStrictEqual(assertions(published), assertions(current))) return `${path} asserts something else`;
  const required = [published, current].map((schema) => [...(schema.required ?? [])].sort());
  if (!isDeepStrictEqual(required[0], required[1])) return `${path} requires other fields`;
  for (const [name, property] of Object.entries(published.properties ?? {})) {
    const now = current.properties?.[name];
    if (!now) return `${path}.${name} is gone`;
    const change = findBreakingChange(property, now, `${path}.${name}`);
    if (change) return change;
  }
  return published.items && current.items
    ? findBreakingChange(published.items, current.items, `${path}[]`)
    : undefined;
}

/** Everything but the parts that are compared one by one, and the words. */
function assertions(schema: JsonSchema): object {
  const { properties: _p, required: _r, items, description: _d, title: _t, ...rest } = schema;
  return { ...rest, hasItems: items !== undefined };
}
