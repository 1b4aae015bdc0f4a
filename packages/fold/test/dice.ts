/** A number below `sides`, independent for every salt. */
export type Dice = (sides: number, salt: number) => number;

/** An order of `values` for every number; 0 is the order as it is. */
export function permuted<T>(values: readonly T[], seed: number): T[] {
  const result = [...values];
  if (seed === 0) return result;
  const next = generator(seed);
  for (let index = result.length - 1; index > 0; index--) {
    const other = next(index + 1);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}

/** A division of `values` into batches (some of them empty) for every number; 0 is one batch. */
export function batched<T>(values: readonly T[], seed: number): T[][] {
  if (seed === 0) return [[...values]];
  const next = generator(seed);
  const largest = 1 + next(values.length);
  const batches: T[][] = [];
  for (let start = 0; start < values.length; ) {
    const size = next(largest + 1);
    batches.push(values.slice(start, start + size));
    start += size;
  }
  return batches;
}

/** So many of a pool, from some place on, round and round. */
export function some(pool: readonly string[], offset: number, count: number): string[] {
  return [...pool, ...pool].slice(offset, offset + count);
}

/** One of the values. */
export function pick<T>(values: readonly T[], roll: Dice, salt: number): T {
  return values[roll(values.length, salt)]!;
}

/** The dice of a seed; with 0 every roll is 0. */
export function dice(seed: number): Dice {
  return (sides, salt) => (seed === 0 ? 0 : mixed(Math.imul(seed, 0x9e3779b1) + Math.imul(salt, 0x85ebca6b)) % sides);
}

function generator(seed: number): (sides: number) => number {
  let count = 0;
  const roll = dice(seed);
  return (sides) => roll(sides, ++count);
}

function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
