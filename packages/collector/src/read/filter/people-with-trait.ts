import type { SqlCondition } from './filter-sql.ts';
import type { Scalar, ValueTest } from './value-test.ts';
import { every, type SqlValue } from './value-test-sql.ts';

const COMPARISONS = { at_least: '>=', at_most: '<=', over: '>', under: '<' } as const;

/** Longer values of traits are in no index. */
const INDEXED_LENGTH = 100;

/**
 * Selects the ids of the people who have a trait that meets all tests, through an index.
 * @returns undefined where no index knows: of tests that look into texts, of long ones and of what is unknown.
 */
export function peopleWithTrait(key: string, tests: readonly ValueTest[]): SqlCondition | undefined {
  const indexed = tests.filter(isIndexed);
  if (indexed.length < tests.length) return undefined;
  const params: SqlValue[] = [key];
  const bind = (value: SqlValue) => {
    params.push(value);
    return '?';
  };
  const met = every(indexed, (test) => {
    if (test.op === 'in')
      return `said.value IN (${test.values.map((value) => bind(JSON.stringify(value))).join(', ')})`;
    // Numbers are all that lies between these in JSON.
    return `said.value >= '-' AND said.value < ':' AND CAST(said.value AS REAL) ${COMPARISONS[test.op]} ${bind(test.number)}`;
  });
  return {
    sql: `SELECT said.profile_id FROM trait_rows AS said
      WHERE said.trait_group = 'contact' AND said.key = ? AND length(said.value) <= ${INDEXED_LENGTH} AND ${met}`,
    params,
  };
}

type IndexedTest =
  | { readonly op: 'in'; readonly values: readonly Scalar[] }
  | { readonly op: keyof typeof COMPARISONS; readonly number: number };

function isIndexed(test: ValueTest): test is ValueTest & IndexedTest {
  if (test.op === 'in') return test.values.every((value) => JSON.stringify(value).length <= INDEXED_LENGTH);
  return test.op in COMPARISONS;
}
