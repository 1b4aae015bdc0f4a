import type { Row } from './page.ts';

const JSON_COLUMNS = new Set([
  'answers',
  'answer',
  'context',
  'properties',
  'traits',
  'value',
  'filter',
  'types',
  'scopes',
]);

/** A row as answers carry it: JSON columns as JSON, 0 and 1 of yes-or-no columns as booleans. Names stay those of SQL. */
export function answerRow(row: Row): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, answerValue(name, value)]));
}

function answerValue(name: string, value: Row[string]): unknown {
  if (value === null) return null;
  if (JSON_COLUMNS.has(name) && typeof value === 'string') return isTime(value) ? value : JSON.parse(value);
  if (/^(is|msg)_|^counts_as_/.test(name)) return value === 1;
  return value;
}

// What a decision to reset says, in a column that else holds JSON.
function isTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
}
