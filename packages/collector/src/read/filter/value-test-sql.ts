import { DAY_MS, dayOf, formatTime } from '@kith/protocol';
import type { AttributeType } from './attributes.ts';
import type { Scalar, ValueTest } from './value-test.ts';

/** A value that SQLite can bind. */
export type SqlValue = number | string;

/** Takes a value to bind and gives the SQL text that stands for it. */
export type Bind = (value: SqlValue) => string;

/** What tests are written against. */
export interface SqlContext {
  readonly bind: Bind;
  /** ms since 1970. */
  readonly now: number;
}

const COMPARISONS = { at_least: '>=', at_most: '<=', over: '>', under: '<' } as const;

/** The condition that a column of a known type meets all tests. Not true for what is unknown, but for tests that ask for it. */
export function columnTestsSql(
  column: string,
  type: AttributeType,
  tests: readonly ValueTest[],
  context: SqlContext,
): string {
  const { bind, now } = context;
  return every(tests, (test) => {
    switch (test.op) {
      case 'in':
        return equality(
          column,
          test.values.map((value) => bind(sqlValue(value))),
        );
      case 'not_in':
        return `(${equality(
          column,
          test.values.map((value) => bind(sqlValue(value))),
        )}) IS NOT TRUE`;
      case 'contains':
        return `${column} LIKE ${bind(`%${escapeLike(test.text)}%`)} ESCAPE '\\'`;
      case 'starts_with':
        return `${column} LIKE ${bind(`${escapeLike(test.text)}%`)} ESCAPE '\\'`;
      case 'over':
      case 'at_least':
      case 'under':
      case 'at_most':
        return `${column} ${COMPARISONS[test.op]} ${bind(test.number)}`;
      case 'before':
        return `${column} < ${bind(timeText(test.ms, type))}`;
      case 'after':
        return `${column} > ${bind(timeText(test.ms, type))}`;
      case 'within_days':
        return `${column} >= ${bind(formatTime(now - test.days * DAY_MS))} AND ${column} <= ${bind(formatTime(now))}`;
      case 'on_day':
        return `substr(${column}, 6, 5) = ${bind(test.monthDay)}`;
      case 'known':
        return `${column} IS ${test.isKnown ? 'NOT ' : ''}NULL`;
    }
  });
}

/** SQL expressions of a JSON value: its JSON type (NULL where there is no value), and its value in SQL. */
export interface JsonExpressions {
  readonly type: string;
  readonly value: string;
}

/** The condition that a JSON value meets all tests. A value of another type than a test is about does not meet it. */
export function jsonTestsSql(
  { type, value }: JsonExpressions,
  tests: readonly ValueTest[],
  context: SqlContext,
): string {
  const { bind, now } = context;
  // SQLite takes a bare number for a Julian day, so '5' would be a time of the year -4713.
  const isTime = `${type} = 'text' AND ${value} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'`;
  const time = `CASE WHEN ${isTime} THEN strftime('%Y-%m-%dT%H:%M:%fZ', ${value}) END`;
  return every(tests, (test) => {
    switch (test.op) {
      case 'in':
        return some(test.values, (scalar) => jsonEquality(scalar, type, value, bind));
      case 'not_in':
        return `(${some(test.values, (scalar) => jsonEquality(scalar, type, value, bind))}) IS NOT TRUE`;
      case 'contains': {
        const pattern = `${value} LIKE ${bind(`%${escapeLike(test.text)}%`)} ESCAPE '\\'`;
        const element = `EXISTS (SELECT 1 FROM json_each(${value}) AS element WHERE element.value = ${bind(test.text)})`;
        return `CASE ${type} WHEN 'text' THEN ${pattern} WHEN 'array' THEN ${element} END`;
      }
      case 'starts_with':
        return `${type} = 'text' AND ${value} LIKE ${bind(`${escapeLike(test.text)}%`)} ESCAPE '\\'`;
      case 'over':
      case 'at_least':
      case 'under':
      case 'at_most':
        return `${type} IN ('integer', 'real') AND ${value} ${COMPARISONS[test.op]} ${bind(test.number)}`;
      case 'before':
        return `${time} < ${bind(formatTime(test.ms))}`;
      case 'after':
        return `${time} > ${bind(formatTime(test.ms))}`;
      case 'within_days':
        return `${time} BETWEEN ${bind(formatTime(now - test.days * DAY_MS))} AND ${bind(formatTime(now))}`;
      case 'on_day':
        return `${type} = 'text' AND substr(${value}, 6, 5) = ${bind(test.monthDay)}`;
      case 'known':
        return `coalesce(${type}, 'null') ${test.isKnown ? '<>' : '='} 'null'`;
    }
  });
}

/** Whether tests may hold although there is no value. */
export function holdsForUnknown(tests: readonly ValueTest[]): boolean {
  return tests.every((test) => test.op === 'not_in' || (test.op === 'known' && !test.isKnown));
}

/** Conditions joined by AND, in brackets. */
export function every<Item>(items: readonly Item[], sql: (item: Item) => string): string {
  return items.length === 0 ? '1' : `(${items.map((item) => `(${sql(item)})`).join(' AND ')})`;
}

/** Conditions joined by OR, in brackets. */
export function some<Item>(items: readonly Item[], sql: (item: Item) => string): string {
  return items.length === 0 ? '0' : `(${items.map((item) => `(${sql(item)})`).join(' OR ')})`;
}

function equality(column: string, values: readonly string[]): string {
  return values.length === 1 ? `${column} = ${values[0]}` : `${column} IN (${values.join(', ')})`;
}

function jsonEquality(scalar: Scalar, type: string, value: string, bind: Bind): string {
  if (typeof scalar === 'boolean') return `${type} = '${scalar}'`;
  if (typeof scalar === 'number') return `${type} IN ('integer', 'real') AND ${value} = ${bind(scalar)}`;
  return `${type} = 'text' AND ${value} = ${bind(scalar)}`;
}

function sqlValue(scalar: Scalar): SqlValue {
  return typeof scalar === 'boolean' ? Number(scalar) : scalar;
}

// Birthdays are days as they were sent; a later time of the same day is not before it.
function timeText(ms: number, type: AttributeType): string {
  return type === 'date' ? dayOf(ms) : formatTime(ms);
}

/** A text that LIKE with `ESCAPE '\\'` takes as it is. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
