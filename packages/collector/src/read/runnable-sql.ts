import type { SqlCondition } from './filter/filter-sql.ts';
import type { SqlValue } from './filter/value-test-sql.ts';

/**
 * The text of a statement with its values in the place of its question marks: what a person can paste into
 * `sqlite3 -readonly kith.db` to get the same figure.
 * @throws when values and question marks do not match: the text would not be the statement that ran.
 */
export function runnableSql({ sql, params }: SqlCondition): string {
  let used = 0;
  const line = sql.replace(/\s+/g, ' ').trim();
  const text = line.replace(/'(?:[^']|'')*'|\?/g, (part) => (part === '?' ? literal(params[used++]) : part));
  if (used !== params.length) throw new Error(`the statement takes ${used} values, not ${params.length}`);
  return `${text};`;
}

function literal(value: SqlValue | undefined): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new Error('a value is missing or cannot be written as SQL');
}
