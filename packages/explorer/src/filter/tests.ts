import { countryName } from '../ui/country-name.ts';
import type { Condition } from './filter.ts';

/** Words for the tests of the filter language. */
export const TEST_WORDS: Readonly<Record<string, string>> = {
  is: 'is',
  is_not: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  starts_with: 'starts with',
  over: 'is over',
  at_least: 'is at least',
  under: 'is under',
  at_most: 'is at most',
  before: 'is before',
  after: 'is after',
  within_days: 'is in the last',
  on_day: 'is on the day',
  known: 'is known',
};

/** What a value is, as far as it is known: `json` may be anything. */
export type ValueType = 'boolean' | 'date' | 'json' | 'number' | 'text' | 'time';

/** The tests that are offered for a value of a type, the most usual first. */
export const TESTS: Readonly<Record<ValueType, readonly string[]>> = {
  boolean: ['is', 'known'],
  date: ['on_day', 'before', 'after', 'known'],
  json: [
    ...['is', 'is_not', 'in', 'not_in', 'contains', 'starts_with', 'over', 'at_least', 'under', 'at_most'],
    ...['before', 'after', 'within_days', 'known'],
  ],
  number: ['at_least', 'at_most', 'over', 'under', 'is', 'is_not', 'in', 'not_in', 'known'],
  text: ['in', 'not_in', 'is', 'is_not', 'contains', 'starts_with', 'known'],
  time: ['within_days', 'before', 'after', 'known'],
};

/** A value that tests compare with. */
export type Scalar = boolean | number | string;

/**
 * Reads a value as it is typed. Where it may be of any type, `5` is a number, `true` and `false` are truth values, and quotation
 * marks make a text of either.
 */
export function scalarOf(text: string, type: ValueType): Scalar {
  if (type === 'number') return Number(text);
  if (type === 'boolean') return text === 'true';
  if (type !== 'json') return text;
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Writes a value as {@link scalarOf} reads it. */
export function scalarText(value: unknown, type: ValueType): string {
  const text = String(value);
  return type === 'json' && typeof value === 'string' && scalarOf(text, type) !== text ? `"${text}"` : text;
}

/** Says the tests of a value in words, as `Last country is Germany`. */
export function testsWords(label: string, tests: Condition, name: string): string {
  const parts = Object.entries(tests).map(([test, value]) => {
    if (test === 'known') return value === true ? 'is known' : 'is not known';
    if (test === 'within_days') return `is in the last ${value} days`;
    return `${TEST_WORDS[test] ?? test} ${valueWords(value, name)}`;
  });
  return `${label} ${parts.join(' and ')}`;
}

function valueWords(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.map((item) => valueWords(item, name)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return name.endsWith('country') ? countryName(String(value)) : String(value);
}
