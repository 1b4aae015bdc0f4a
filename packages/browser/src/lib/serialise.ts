import { attempt } from './storage.ts';

// The collector takes 40,960 bytes of content a message; a UTF-16 unit is up to three bytes.
const MAX_LENGTH = 32_000;
const MAX_STRING_LENGTH = 2_000;
const MAX_DEPTH = 12;

/**
 * JSON of any value. Usual values go straight through `JSON.stringify`. Where that fails, or the text is too long, the
 * value is first cleaned: cycles, what lies too deep, what no longer fits and getters that throw are left out, BigInts
 * become text, long strings are cut.
 */
export function serialise(message: unknown): string {
  const text = attempt(() => JSON.stringify(message));
  if (text && text.length <= MAX_LENGTH) return text;

  let left = MAX_LENGTH / 2;
  function clean(value: unknown, parents: readonly unknown[]): unknown {
    left -= 8;
    if (typeof value === 'bigint' || typeof value === 'string') {
      const text = String(value).slice(0, MAX_STRING_LENGTH);
      left -= text.length;
      return text;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (parents.length > MAX_DEPTH || parents.includes(value)) return undefined;
    const below = [...parents, value];
    const source = value as Record<string, unknown> & { toJSON?: () => unknown };
    if (source.toJSON) return clean(source.toJSON(), below);
    const copy: Record<string, unknown> = Array.isArray(value) ? [] : Object.create(null);
    for (const key of Object.keys(value)) {
      if (left < 0) break;
      left -= key.length;
      // The page's own code, a getter or toJSON, may throw.
      copy[key] = attempt(() => clean(source[key], below));
    }
    return copy;
  }
  return JSON.stringify(clean(message, []));
}
