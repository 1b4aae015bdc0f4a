/** Rows in memory, those read or written last: repeated reads cost nothing, and repeated writes become one. */
export interface HeldBack<K, V> {
  /** The value of a key, read on the first occasion. */
  readonly get: (key: K) => V | undefined;
  /** The value of a key if it is in memory. */
  readonly peek: (key: K) => V | undefined;
  /** Keeps a value that needs no writing. */
  readonly keep: (key: K, value: V) => void;
  /** Notes that a key has no value yet: it is new. */
  readonly miss: (key: K) => void;
  /** Keeps a value until the next flush, which writes it. */
  readonly set: (key: K, value: V) => void;
  /** Forgets a key; the row itself is the caller's to delete. */
  readonly drop: (key: K) => void;
  /** Writes what was set since the last flush. */
  readonly flush: () => void;
}

/**
 * Holds back the writes of a table that only this connection changes.
 * @param capacity how many values are kept at least once they are looked at; twice as many at most, beside those that
 * wait to be written.
 */
export function heldBack<K, V>(
  capacity: number,
  read: (key: K) => V | undefined,
  write: (key: K, value: V) => void = () => {},
): HeldBack<K, V> {
  // Two generations: who is not looked at while one fills is forgotten with the other.
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  // All of them among the young.
  const waiting = new Set<K>();
  // Asked for in this fold in vain: a new profile is looked for several times before it is there.
  const absent = new Set<K>();
  function keep(key: K, value: V): void {
    young.set(key, value);
    absent.delete(key);
    if (young.size - waiting.size > capacity) age();
  }
  function age(): void {
    const aged = young;
    young = new Map();
    for (const key of waiting) young.set(key, aged.get(key) as V);
    old = aged;
  }
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      if (absent.has(key)) return undefined;
      const older = old.get(key) ?? read(key);
      if (older === undefined) absent.add(key);
      else keep(key, older);
      return older;
    },
    peek: (key) => young.get(key) ?? old.get(key),
    keep,
    miss: (key) => absent.add(key),
    set(key, value) {
      waiting.add(key);
      keep(key, value);
    },
    drop(key) {
      young.delete(key);
      old.delete(key);
      waiting.delete(key);
    },
    flush() {
      for (const key of waiting) write(key, young.get(key) as V);
      waiting.clear();
      absent.clear();
    },
  };
}
