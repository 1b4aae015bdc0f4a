import { settings } from './settings.ts';

// What storage has not: not yet, or not at all. It may be full, or denied, as in sandboxed frames, which throw at the mere
// mention of it.
const unstored = new Map<string, string>();
let willStore = false;

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
export function read(key: string): string | undefined {
  return unstored.get(key) ?? attempt(() => localStorage[fullKey(key)]);
}

/**
 * Writes to storage, else to memory, until there is room. Writing is the dearest part of a call, so what a script writes is
 * stored as soon as it has ended, before anything else happens in the page: of each key the last value.
 */
export function write(key: string, value: string): void {
  unstored.set(key, value);
  if (!willStore) queueMicrotask(store);
  willStore = true;
}

/** Stores now what is written. */
export function store(): void {
  willStore = false;
  for (const [key, value] of unstored)
    attempt(() => {
      localStorage[fullKey(key)] = value;
      unstored.delete(key);
    });
}

/** Whether the latest value of a key is yet to be stored. */
export function isUnstored(key: string): boolean {
  return unstored.has(key);
}

/** Forgets a key. */
export function remove(key: string): void {
  unstored.delete(key);
  attempt(() => delete localStorage[fullKey(key)]);
}

/** The keys that begin with a prefix, without that prefix, in no particular order. */
export function keys(prefix: string): string[] {
  const stored = attempt(() => Object.keys(localStorage)) ?? [];
  const full = fullKey(prefix);
  return [...[...unstored.keys()].map(fullKey), ...stored]
    .filter((key) => key.startsWith(full))
    .map((key) => key.slice(full.length));
}
