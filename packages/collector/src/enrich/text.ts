import { isObject, type JsonObject, type JsonValue } from '@kith/protocol';

/** A text of a sender's object, trimmed; null when it is absent, empty, longer than `limit` or no text. */
export function textOf(object: JsonObject, key: string, limit: number = 2_048): string | null {
  const value = object[key];
  if (typeof value !== 'string' || value.length > limit) return null;
  return value.trim() || null;
}

/** An object within a sender's object; an empty one when it is absent or something else. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value: JsonValue | undefined = object[key];
  return isObject(value) ? (value as JsonObject) : {};
}
