/** Rows in memory, the newest read or written last: repeated reads cost nothing, and repeated writes become one. */
export interface HeldBack<K, V> {
  /** The value of a key, read on the first occasion. */
  readonly get: (key: K) => V | undefined;
  /** Keeps a value that needs no writing. */
  readonly keep: (key: K, value: V) => void;
  /** Keeps a value until the next flush, which writes it. */
  readonly set: (key: K, value: V) => void;
  /** Forgets a key; the row itself is the caller's to delete. */
  readonly drop: (key: K) => void;
  /** Writes what was set since the last flush. */
  readonly flush: () => void;
}

/**
 * Holds back the writes of a table that only this connection changes.
 * @param capacity how many values are kept from one flush to the next. In between those that wait to be written are kept
 * in any case, and of the others twice as many at most.
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
    if (values.size - waiting.size > 2 * capacity) shrink();
  }
  function shrink(): void {
    for (const key of values.keys()) {
      if (values.size - waiting.size <= capacity) break;
      if (!waiting.has(key)) values.delete(key);
    }
  }
  return {
    get(key) {
      const value = values.get(key) ?? read(key);
      if (value !== undefined) keep(key, value);
      return value;
    },
    keep,
    set(key, value) {
      waiting.add(key);
      keep(key, value);
    },
    drop(key) {
      values.delete(key);
      waiting.delete(key);
    },
    flush() {
      for (const key of waiting) write(key, values.get(key) as V);
      waiting.clear();
      shrink();
    },
  };
}
