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

/** The value under a key, as all tabs see it, or null. */
export function read(key: string): string | null {
  const full = fullKey(key);
  return memory.get(full) ?? attempt(() => localStorage.getItem(full)) ?? null;
}

/** What was written as JSON under a key; nothing for what is no JSON. */
export function readJson<Value>(key: string): Value | null | undefined {
  return attempt(() => JSON.parse(read(key)!));
}

/** Writes to storage, else to memory. */
export function write(key: string, value: string): void {
  const full = fullKey(key);
  memory.set(full, value);
  attempt(() => {
    localStorage.setItem(full, value);
    memory.delete(full);
  });
}

/** Forgets a key. */
export function remove(key: string): void {
  const full = fullKey(key);
  memory.delete(full);
  attempt(() => localStorage.removeItem(full));
}

/** The keys that begin with a prefix, without that prefix, in no particular order. */
export function keys(prefix: string): string[] {
  const full = fullKey(prefix);
  return [...memory.keys(), ...(attempt(() => Object.keys(localStorage)) ?? [])]
    .filter((key) => key.startsWith(full))
    .map((key) => key.slice(full.length));
}
