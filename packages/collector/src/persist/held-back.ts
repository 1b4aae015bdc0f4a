/** Rows in memory, the newest read or written last: repeated reads cost nothing, and repeated writes become one. */
export interface HeldBack<K, V> {
  /** The value of a key, read on the first occasion. */
  readonly get: (key: K) => V | undefined;
  /** Keeps a value until the next flush. */
  readonly set: (key: K, value: V) => void;
  /** Forgets a key; the row itself is the caller's to delete. */
  readonly drop: (key: K) => void;
  /** Writes what was set since the last flush. */
  readonly flush: () => void;
}

/**
 * Holds back the writes of a table that only this connection changes.
 * @param capacity how many clean values are kept; those that wait to be written are kept in any case.
 */
export function heldBack<K, V>(
  capacity: number,
  read: (key: K) => V | undefined,
  write: (key: K, value: V) => void,
): HeldBack<K, V> {
  const values = new Map<K, V>();
  const waiting = new Set<K>();
  function keep(key: K, value: V): void {
    values.delete(key);
    values.set(key, value);
  }
  return {
    get(key) {
      const value = values.get(key) ?? read(key);
      if (value !== undefined) keep(key, value);
      return value;
    },
    set(key, value) {
      keep(key, value);
      waiting.add(key);
    },
    drop(key) {
      values.delete(key);
      waiting.delete(key);
    },
    flush() {
      for (const key of waiting) write(key, values.get(key) as V);
      waiting.clear();
      for (const key of values.keys()) {
        if (values.size <= capacity) break;
        values.delete(key);
      }
    },
  };
}
