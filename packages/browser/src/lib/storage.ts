import { settings } from './settings.ts';

// What storage does not take: it is full, or denied, as in sandboxed frames, which throw at the mere mention of it.
const memory = new Map<string, string>();

function fullKey(key: string): string {
  return `${settings.name ?? 'kith'}.${key}`;
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The value under a key, as all tabs see it, or null. */
export function read(key: string): string | null {
  return memory.get(key) ?? attempt(() => localStorage.getItem(fullKey(key))) ?? null;
}

/** What was written as JSON under a key; undefined for nothing and for what is no JSON. */
export function readJson<Value>(key: string): Value | undefined {
  return attempt(() => JSON.parse(read(key) ?? '') as Value);
}

/** Writes to storage, else to memory. */
export function write(key: string, value: string): void {
  memory.set(key, value);
  attempt(() => {
    localStorage.setItem(fullKey(key), value);
    memory.delete(key);
  });
}

/** Forgets a key. */
export function remove(key: string): void {
  memory.delete(key);
  attempt(() => localStorage.removeItem(fullKey(key)));
}

/** The keys that begin with a prefix, without that prefix, in no particular order. */
export function keys(prefix: string): string[] {
  const full = fullKey(prefix);
  const all = [...memory.keys()].map(fullKey).concat(attempt(() => Object.keys(localStorage)) ?? []);
  return all.filter((key) => key.startsWith(full)).map((key) => key.slice(full.length));
}
