import { settings } from './settings.ts';

// What may not or cannot be stored: everything while consent is pending, and where storage is denied or full.
const memory = new Map<string, string>();
let persistent = false;

function fullKey(key: string): string {
  return `${settings.name ?? 'kith'}.${key}`;
}

/** The value under a key, or null. */
export function read(key: string): string | null {
  return memory.get(key) ?? readPersisted(key);
}

/** The value other tabs and later pages see under a key; null too where storage is denied. */
export function readPersisted(key: string): string | null {
  // Sandboxed frames throw at the mere mention of localStorage.
  try {
    return persistent ? localStorage.getItem(fullKey(key)) : null;
  } catch {
    return null;
  }
}

/** Writes to storage, else to memory. */
export function write(key: string, value: string): void {
  if (persist(key, value)) memory.delete(key);
  else memory.set(key, value);
}

/** Writes to storage only. @returns whether it is stored. */
export function persist(key: string, value: string): boolean {
  try {
    if (persistent) localStorage.setItem(fullKey(key), value);
    return persistent;
  } catch {
    return false;
  }
}

/** Forgets a key. */
export function remove(key: string): void {
  memory.delete(key);
  try {
    if (persistent) localStorage.removeItem(fullKey(key));
  } catch {}
}

/** The keys that begin with a prefix, without that prefix, in no particular order. */
export function keys(prefix: string): string[] {
  const stored = fullKey(prefix);
  const found = [...memory.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  try {
    if (persistent) {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(stored)) found.push(key.slice(stored.length));
      }
    }
  } catch {}
  return found;
}

/** Whether the device may be written to. */
export function isPersistent(): boolean {
  return persistent;
}

/** Allows storage. What was kept in memory stays there until {@link moveToStorage}. */
export function usePersistence(): void {
  persistent = true;
}

/** Writes everything kept in memory to storage. */
export function moveToStorage(): void {
  for (const [key, value] of [...memory]) write(key, value);
}

/** Forgets everything, and stores nothing from now on. */
export function wipeStorage(): void {
  persistent = true;
  for (const key of keys('')) remove(key);
  persistent = false;
}
