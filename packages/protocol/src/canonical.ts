import { canonicalJson, type Watch, watchedJson } from './canonical-json.ts';
import { isObject, type JsonObject, type JsonValue } from './json.ts';
import { MAX_DEPTH, MAX_KEY_COUNT, MAX_KEY_LENGTH } from './limits.ts';
import { isRejection, type Rejection } from './rejection.ts';

/** Counts what a message has used of its limits; one per message. */
export interface Budget {
  keyCount: number;
}

/** A JSON object in the form that is stored, and its canonical text. */
export interface Content {
  readonly value: JsonObject;
  readonly text: string;
}

/**
 * Brings a parsed JSON object into the form that is stored: well-formed strings without NUL, finite numbers (`1e400`
 * becomes null), no negative zero. Nearly every object already has it and is not copied.
 * @returns the content, or a rejection when the object is too deep or has too many or too long keys.
 */
export function canonicalise(object: Record<string, unknown>, path: string, budget: Budget): Content | Rejection {
  const watch: Watch = { keyCount: budget.keyCount, isUnusual: false };
  const text = watchedJson(object, watch);
  if (!watch.isUnusual) {
    budget.keyCount = watch.keyCount;
    return { value: object as JsonObject, text };
  }
  const value = copy(object, path, budget, 0) as JsonObject | Rejection;
  return isTooComplex(value) ? value : { value, text: canonicalJson(value) };
}

// Objects without prototype: a key named `__proto__` is a key like any other.
function copy(value: unknown, path: string, budget: Budget, depth: number): JsonValue | Rejection {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (depth >= MAX_DEPTH) {
    return { code: 'too_complex', path, message: `nested deeper than ${MAX_DEPTH} levels: flatten it` };
  }
  if (Array.isArray(value)) {
    const entries: JsonValue[] = [];
    for (const [index, entry] of value.entries()) {
      const result = copy(entry, `${path}[${index}]`, budget, depth + 1);
      if (isTooComplex(result)) return result;
      entries.push(result);
    }
    return entries;
  }
  if (!isObject(value)) return null;
  const members = Object.create(null) as Record<string, JsonValue>;
  for (const key of Object.keys(value)) {
    if (++budget.keyCount > MAX_KEY_COUNT) {
      return { code: 'too_complex', path, message: `more than ${MAX_KEY_COUNT} keys in one message: send fewer` };
    }
    if (key.length > MAX_KEY_LENGTH) {
      return { code: 'too_complex', path, message: `a key is longer than ${MAX_KEY_LENGTH} characters: shorten it` };
    }
    const name = cleanText(key);
    const result = copy(value[key], path ? `${path}.${name}` : name, budget, depth + 1);
    if (isTooComplex(result)) return result;
    members[name] = result;
  }
  return members as JsonObject;
}

/** Text as it is stored: lone surrogates replaced, NUL removed (SQLite's text functions stop at it). */
export function cleanText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}

// A sender's own object may look like a rejection; ours are the ones with a prototype.
function isTooComplex(result: JsonValue | Rejection): result is Rejection {
  return isRejection(result) && Object.getPrototypeOf(result) === Object.prototype;
}
