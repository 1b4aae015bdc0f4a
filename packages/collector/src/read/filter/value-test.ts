import { isObject, parseTime } from '@kith/protocol';
import type { AttributeType } from './attributes.ts';
import { FilterError } from './filter-error.ts';

/** A value that a test compares with. */
export type Scalar = boolean | number | string;

/** One test of a value. A value that is not known fails every test but `is_not`, `not_in` and `known: false`. */
export type ValueTest =
  | { readonly op: 'in' | 'not_in'; readonly values: readonly Scalar[] }
  | { readonly op: 'contains' | 'starts_with'; readonly text: string }
  | { readonly op: 'at_least' | 'at_most' | 'over' | 'under'; readonly number: number }
  | { readonly op: 'after' | 'before'; readonly ms: number }
  | { readonly op: 'within_days'; readonly days: number }
  | { readonly op: 'on_day'; readonly monthDay: string }
  | { readonly op: 'known'; readonly isKnown: boolean };

/** What is tested: an attribute of a known type, or a JSON value of any: a trait, a property, an answer. */
export type TestedType = AttributeType | 'json';

const EQUALITY = ['is', 'is_not', 'in', 'not_in'];
const TEXT = ['contains', 'starts_with'];
const ORDER = ['over', 'at_least', 'under', 'at_most'];
const TIME = ['before', 'after', 'within_days'];

/** The tests that a value takes, by its type. */
export const TESTS: Readonly<Record<TestedType, readonly string[]>> = {
  boolean: ['is', 'is_not', 'known'],
  date: ['before', 'after', 'on_day', 'known'],
  json: [...EQUALITY, ...TEXT, ...ORDER, ...TIME, 'known'],
  number: [...EQUALITY, ...ORDER, 'known'],
  text: [...EQUALITY, ...TEXT, 'known'],
  time: [...TIME, 'known'],
};

const MAX_VALUE_COUNT = 1_000;
const MAX_TEXT_LENGTH = 1_000;
const MAX_DAYS = 36_500;

/**
 * Reads the tests of a condition: `{ "over": 5, "at_most": 10 }` is two, and both must hold.
 * @param input the condition without what names the value.
 * @throws FilterError on an operator that the type does not take, a wrong operand, or no test at all.
 */
export function parseTests(input: Readonly<Record<string, unknown>>, type: TestedType, path: string): ValueTest[] {
  const entries = Object.entries(input);
  const allowed = TESTS[type];
  if (entries.length === 0) throw new FilterError(path, `add a test: one of ${allowed.join(', ')}`);
  return entries.map(([op, operand]) => {
    if (!allowed.includes(op)) {
      throw new FilterError(`${path}.${op}`, `is no test of a ${type} value: use one of ${allowed.join(', ')}`);
    }
    return parseTest(op, operand, type, `${path}.${op}`);
  });
}

function parseTest(op: string, operand: unknown, type: TestedType, path: string): ValueTest {
  switch (op) {
    case 'is':
    case 'is_not':
      return { op: op === 'is' ? 'in' : 'not_in', values: [scalar(operand, type, path)] };
    case 'in':
    case 'not_in':
      return { op, values: list(operand, path).map((value, index) => scalar(value, type, `${path}[${index}]`)) };
    case 'contains':
    case 'starts_with':
      return { op, text: text(operand, path) };
    case 'over':
    case 'at_least':
    case 'under':
    case 'at_most':
      return { op, number: number(operand, path) };
    case 'before':
    case 'after':
      return { op, ms: timeMs(operand, path) };
    case 'within_days':
      return { op, days: dayCount(operand, path) };
    case 'on_day':
      return { op, monthDay: monthDay(operand, path) };
    default:
      return { op: 'known', isKnown: boolean(operand, path) };
  }
}

/** Reads a number of days, 1 to 36,500. @throws FilterError */
export function dayCount(operand: unknown, path: string): number {
  if (Number.isInteger(operand) && (operand as number) >= 1 && (operand as number) <= MAX_DAYS)
    return operand as number;
  throw new FilterError(path, `must be a whole number of days from 1 to ${MAX_DAYS}`);
}

/** Reads a time, in ms since 1970. @throws FilterError */
export function timeMs(operand: unknown, path: string): number {
  const time = typeof operand === 'string' ? parseTime(operand) : undefined;
  if (!time) throw new FilterError(path, 'must be an ISO-8601 date or time, as "2026-11-22" or "2026-11-22T09:00:00Z"');
  return time.ms;
}

/** Reads a text of 1 to 1,000 characters. @throws FilterError */
export function text(operand: unknown, path: string): string {
  if (typeof operand === 'string' && operand.length > 0 && operand.length <= MAX_TEXT_LENGTH) {
    if (operand.isWellFormed() && !operand.includes('\0')) return operand;
  }
  throw new FilterError(path, `must be a text of 1 to ${MAX_TEXT_LENGTH} characters`);
}

/** Reads a whole number from 0 up. @throws FilterError */
export function wholeNumber(operand: unknown, path: string): number {
  if (Number.isSafeInteger(operand) && (operand as number) >= 0) return operand as number;
  throw new FilterError(path, 'must be a whole number, 0 or more');
}

/** Reads one of a closed list of names. @throws FilterError */
export function oneOf(names: readonly string[], operand: unknown, path: string): string {
  const found = names.find((name) => name === operand);
  if (found === undefined) throw new FilterError(path, `must be one of ${names.join(', ')}`);
  return found;
}

function boolean(operand: unknown, path: string): boolean {
  if (typeof operand === 'boolean') return operand;
  throw new FilterError(path, 'must be true or false');
}

function scalar(operand: unknown, type: TestedType, path: string): Scalar {
  if (type === 'boolean') return boolean(operand, path);
  if (type === 'number') return number(operand, path);
  if (type === 'json' && typeof operand === 'boolean') return operand;
  if (type === 'json' && typeof operand === 'number') return number(operand, path);
  if (type === 'json' && isObject(operand)) throw new FilterError(path, 'must be a text, a number, true or false');
  return operand === '' ? '' : text(operand, path);
}

function list(operand: unknown, path: string): readonly unknown[] {
  if (Array.isArray(operand) && operand.length > 0 && operand.length <= MAX_VALUE_COUNT) return operand;
  throw new FilterError(path, `must be a list of 1 to ${MAX_VALUE_COUNT} values`);
}

function number(operand: unknown, path: string): number {
  if (typeof operand === 'number' && Number.isFinite(operand)) return operand;
  throw new FilterError(path, 'must be a number');
}

function monthDay(operand: unknown, path: string): string {
  if (typeof operand === 'string' && /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(operand)) return operand;
  throw new FilterError(path, 'must be a month and a day, as "12-31"');
}
