/** Remembers the results of a pure function for the `size` most recently used keys. */
export function memoised<Value>(size: number, compute: (key: string) => Value): (key: string) => Value {
  const cache = new Map<string, Value>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) {
      // A Map keeps the order of insertion: the first key is the one unused for longest.
      cache.delete(key);
      cache.set(key, known);
      return known;
    }
    const value = compute(key);
    cache.set(key, value);
    if (cache.size > size) cache.delete(cache.keys().next().value as string);
    return value;
  };
}
