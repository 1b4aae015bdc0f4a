import type { JsonValue } from './json.ts';
import { MAX_DEPTH, MAX_KEY_COUNT, MAX_KEY_LENGTH } from './limits.ts';
import { compareText } from './text.ts';

/** What was met while a text was written. */
export interface Watch {
  keyCount: number;
  /** Whether anything is beyond the limits, or cannot be stored as it is. The text is then of no use. */
  isUnusual: boolean;
}

/**
 * The one text of a JSON value: keys sorted as UTF-8 bytes at every level, no white space.
 * Two values are the same content exactly when their canonical texts are equal.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, undefined, 0);
}

/** The canonical text of a parsed JSON value, and on the way whether all of it may be stored as it is. */
export function watchedJson(value: unknown, watch: Watch): string {
  return write(value, watch, 0);
}

// One walk for the text and the limits: every message that is stored goes through it.
function write(value: unknown, watch: Watch | undefined, depth: number): string {
  if (typeof value === 'string') return quote(value, watch);
  if (typeof value === 'number') {
    if (watch && (!Number.isFinite(value) || Object.is(value, -0))) watch.isUnusual = true;
    return Number.isFinite(value) ? `${value}` : 'null';
  }
  if (typeof value === 'boolean' || value === null) return `${value}`;
  if (watch && (typeof value !== 'object' || depth >= MAX_DEPTH)) {
    watch.isUnusual = true;
    return 'null';
  }
  return Array.isArray(value)
    ? `[${value.map((entry) => write(entry, watch, depth + 1)).join(',')}]`
    : writeObject(value as Record<string, unknown>, watch, depth);
}

function writeObject(object: Record<string, unknown>, watch: Watch | undefined, depth: number): string {
  const keys = Object.keys(object);
  if (watch) {
    watch.keyCount += keys.length;
    if (watch.keyCount > MAX_KEY_COUNT) watch.isUnusual = true;
    if (watch.isUnusual) return '{}';
  }
  let text = '';
  for (const key of sorted(keys)) {
    text += keyText(key, watch) + write(object[key], watch, depth + 1);
  }
  // Without its first comma; the slice makes one flat text of many short ones, before it is copied again and again.
  return `{${text.slice(1)}}`;
}

// Few keys are sorted faster by hand than by a call for every pair of them.
function sorted(keys: string[]): string[] {
  if (keys.length > 16) return keys.sort(compareText);
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end] as string;
    let place = end;
    for (; place > 0 && compareText(keys[place - 1] as string, key) > 0; place--)
      keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}

/** Texts of keys kept in memory. */
const MOST_KNOWN_KEYS = 10_000;
const knownKeys = new Map<string, string>();

// Messages have the same keys over and over.
function keyText(key: string, watch: Watch | undefined): string {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const text = `,${quote(key, watch)}:`;
  if (key.length > MAX_KEY_LENGTH) {
    if (watch) watch.isUnusual = true;
  } else if (!SPECIAL.test(key)) {
    if (knownKeys.size >= MOST_KNOWN_KEYS) knownKeys.clear();
    knownKeys.set(key, text);
  }
  return text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

function quote(text: string, watch: Watch | undefined): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  if (watch && (text.includes('\0') || !text.isWellFormed())) watch.isUnusual = true;
  return JSON.stringify(text);
}
