export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object as `JSON.parse` makes it. */
export type JsonObject = Record<string, unknown>;
