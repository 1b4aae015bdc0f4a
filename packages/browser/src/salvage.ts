import { rescueWith } from './lib/serialise.ts';
import { attempt } from './lib/storage.ts';

const MAX_STRING_LENGTH = 2_000;
const MAX_DEPTH = 12;

/**
 * Salvages what can be sent of properties and traits which JSON cannot say, or which are too long: BigInts become text, long
 * texts are cut, and cycles, getters that throw, what lies too deep and what no longer fits are left out. Without it such a
 * message goes without any properties and traits. Call it before `init`.
 *
 * @example
 * salvage();
 * init({ writeKey, host });
 */
export function salvage(): void {
  rescueWith(cleaned);
}

type Source = Record<string, unknown> & { toJSON(): unknown };

/** A copy of a value which JSON can say, in at most about `maxBytes`. */
function cleaned(message: unknown, maxBytes: number): unknown {
  let left = maxBytes / 3; // a character takes up to three bytes
  function clean(source: unknown, parents: readonly unknown[]): unknown {
    const value = (source as Source)?.toJSON ? (source as Source).toJSON() : source;
    left -= 8;
    if (/string|bigint/.test(typeof value)) {
      const cut = String(value).slice(0, MAX_STRING_LENGTH);
      left -= cut.length;
      return cut;
    }
    if (typeof value !== 'object' || !value) return value;
    if (parents.length > MAX_DEPTH || parents.includes(source)) return undefined;
    const copy: Record<string, unknown> = Array.isArray(value) ? [] : Object.create(null);
    for (const key of Object.keys(value)) {
      left -= key.length;
      if (left < 0) break;
      // The page's own code, a getter or toJSON, may throw.
      copy[key] = attempt(() => clean((value as Source)[key], [...parents, source]));
    }
    return copy;
  }
  return clean(message, []);
}
