import type { JsonValue } from './idempotency.ts';

// Results of mutations are kept for replays as JSON: dates and big integers are marked, so that they come back as such.

export function toStored(value: unknown): JsonValue {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (typeof value === 'bigint') return { $bigint: value.toString() };
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toStored(each)]));
  }
  return (value ?? null) as JsonValue;
}

export function fromStored(value: JsonValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(fromStored);
  if (typeof value !== 'object' || value === null) return value;
  const marked = value as { readonly $date?: string; readonly $bigint?: string };
  if (marked.$date !== undefined) return new Date(marked.$date);
  if (marked.$bigint !== undefined) return BigInt(marked.$bigint);
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonValue>).map(([key, each]) => [key, fromStored(each)]),
  );
}
