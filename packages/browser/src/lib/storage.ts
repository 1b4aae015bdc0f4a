import { settings } from './settings.ts';

// What storage does not take: it is full, or denied, as in sandboxed frames, which throw at the mere mention of it.
const memory = new Map<string, string>();

function fullKey(key: string): string {
  return `${settings.name}.${key}`;
}

/** What work returns; undefined where it throws. */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The value under a key, as all tabs see it, or nothing. */
export function read(key: string): string | null | undefined {
  return memory.get(key) ?? attempt(() => localStorage[fullKey(key)]);
}

/** Writes to storage, else to memory. */
export function write(key: string, value: string): void {
  memory.set(key, value);
  attempt(() => {
    localStorage[fullKey(key)] = value;
    memory.delete(key);
  });
}

/** Forgets a key. */
export function remove(key: string): void {
  memory.delete(key);
  attempt(() => delete localStorage[fullKey(key)]);
}

/** The keys that begin with a prefix, without that prefix, in no particular order. */
export function keys(prefix: string): string[] {
  const stored = attempt(() => Object.keys(localStorage)) ?? [];
  const full = fullKey(prefix);
  return [...[...memory.keys()].map(fullKey), ...stored]
    .filter((key) => key.startsWith(full))
    .map((key) => key.slice(full.length));
}
