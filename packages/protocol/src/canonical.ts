import { isObject, type JsonObject, type JsonValue } from './json.ts';
import { MAX_DEPTH, MAX_KEY_COUNT, MAX_KEY_LENGTH } from './limits.ts';
import { isRejection, type Rejection } from './rejection.ts';

/** Counts what a message has used of its limits; one per message. */
export interface Budget {
  keyCount: number;
}

/**
 * Copies a parsed JSON value into the form that is stored: objects without prototype, well-formed strings without NUL,
 * finite numbers (`1e400` becomes null), no negative zero.
 * @returns the copy, or a rejection when the value is too deep or has too many or too long keys.
 */
export function canonicalise(value: unknown, path: string, budget: Budget, depth = 0): JsonValue | Rejection {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (depth >= MAX_DEPTH) {
    return { code: 'too_complex', path, message: `nested deeper than ${MAX_DEPTH} levels: flatten it` };
  }
  if (Array.isArray(value)) {
    const copy: JsonValue[] = [];
    for (const [index, entry] of value.entries()) {
      const result = canonicalise(entry, `${path}[${index}]`, budget, depth + 1);
      if (isTooComplex(result)) return result;
      copy.push(result);
    }
    return copy;
  }
  if (!isObject(value)) return null;
  const copy = Object.create(null) as Record<string, JsonValue>;
  for (const key of Object.keys(value)) {
    if (++budget.keyCount > MAX_KEY_COUNT) {
      return { code: 'too_complex', path, message: `more than ${MAX_KEY_COUNT} keys in one message: send fewer` };
    }
    if (key.length > MAX_KEY_LENGTH) {
      return { code: 'too_complex', path, message: `a key is longer than ${MAX_KEY_LENGTH} characters: shorten it` };
    }
    const name = cleanText(key);
    const result = canonicalise(value[key], path ? `${path}.${name}` : name, budget, depth + 1);
    if (isTooComplex(result)) return result;
    copy[name] = result;
  }
  return copy as JsonObject;
}

/** Text as it is stored: lone surrogates replaced, NUL removed (SQLite's text functions stop at it). */
export function cleanText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}

// A sender's own object may look like a rejection; ours are the ones with a prototype.
function isTooComplex(result: JsonValue | Rejection): result is Rejection {
  return isRejection(result) && Object.getPrototypeOf(result) === Object.prototype;
}
