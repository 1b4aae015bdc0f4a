/**
 * Remembers the results of a pure function for the keys used lately, `size` of them at the most. When the younger half is
 * full it becomes the older one: keeping an order of use would cost more at each look than most results.
 */
export function memoised<Value>(size: number, compute: (key: string) => Value): (key: string) => Value {
  let younger = new Map<string, Value>();
  let older = new Map<string, Value>();
  return (key) => {
    const known = younger.get(key);
    if (known !== undefined) return known;
    const remembered = older.get(key);
    const value = remembered === undefined ? compute(key) : remembered;
    younger.set(key, value);
    if (younger.size >= size / 2) {
      older = younger;
      younger = new Map();
    }
    return value;
  };
}
