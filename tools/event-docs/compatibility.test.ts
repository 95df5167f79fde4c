import { describe, expect, it } from '@jest/globals';
import { findBreakingChange } from './compatibility.ts';
import type { JsonSchema } from './json-schemas.ts';

describe('findBreakingChange', () => {
  const published: JsonSchema = {
    type: 'object',
    properties: {
      orderId: { type: 'string' },
      lines: { type: 'array', items: { type: 'object', properties: { quantity: { type: 'integer' } } } },
    },
    required: ['orderId'],
  };
  const changed = (change: (schema: JsonSchema) => void): JsonSchema => {
    const copy = structuredClone(published);
    change(copy);
    return copy;
  };

  it('lets a new optional field and another description pass', () => {
    expect(
      findBreakingChange(
        published,
        changed((schema) => (schema.properties!.note = { type: 'string' })),
      ),
    ).toBeUndefined();
    expect(
      findBreakingChange(
        published,
        changed((schema) => (schema.description = 'better words')),
      ),
    ).toBeUndefined();
  });

  it.each<[string, (schema: JsonSchema) => void, string]>([
    ['a field that is gone', (schema) => delete schema.properties!.orderId, '$.orderId is gone'],
    [
      'a field of another type',
      (schema) => (schema.properties!.orderId = { type: 'integer' }),
      '$.orderId asserts something else',
    ],
    ['a new required field', (schema) => schema.required!.push('lines'), '$ requires other fields'],
    ['a field that is optional now', (schema) => (schema.required = []), '$ requires other fields'],
    [
      'a change within a list',
      (schema) => (schema.properties!.lines!.items!.properties!.quantity = { type: 'string' }),
      '$.lines[].quantity asserts something else',
    ],
  ])('names %s', (_, change, expected) => {
    expect(findBreakingChange(published, changed(change))).toBe(expected);
  });
});
