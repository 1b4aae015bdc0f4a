import { isCondition } from './filter.ts';

/** How a number is bounded: by one number, by two, or by itself. */
export type Bound = 'at_least' | 'at_most' | 'between' | 'exactly';

/** A bound with its numbers as they are typed; `most` of `between` alone. */
export interface Bounds {
  readonly bound: Bound;
  readonly number: string;
  readonly most: string;
}

/** Words for bounds. */
export const BOUND_WORDS: Readonly<Record<Bound, string>> = {
  at_least: 'at least',
  at_most: 'at most',
  exactly: 'exactly',
  between: 'between',
};

/** Reads the `count` of a condition; undefined is one or more. */
export function boundsOf(count: unknown): Bounds {
  if (count === undefined) return { bound: 'at_least', number: '1', most: '' };
  if (!isCondition(count)) return { bound: 'exactly', number: String(count), most: '' };
  const { at_least, at_most } = count;
  if (at_least === undefined) return { bound: 'at_most', number: String(at_most), most: '' };
  if (at_most === undefined) return { bound: 'at_least', number: String(at_least), most: '' };
  return { bound: 'between', number: String(at_least), most: String(at_most) };
}

/** Writes the `count` of a condition; what is not typed yet is left empty. */
export function countOf({ bound, number, most }: Bounds): unknown {
  const [least, largest] = [number, most].map((text) => (text === '' ? '' : Number(text)));
  if (bound === 'exactly') return least;
  return bound === 'between' ? { at_least: least, at_most: largest } : { [bound]: least };
}
