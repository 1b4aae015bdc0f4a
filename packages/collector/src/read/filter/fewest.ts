import type { Filter } from './filter.ts';
import type { FilterSqlOptions, SqlCondition } from './filter-sql.ts';
import { peopleWithTrait } from './people-with-trait.ts';
import type { ValueTest } from './value-test.ts';
import { columnTestsSql, type SqlValue } from './value-test-sql.ts';

/** Columns of people that have an index each. */
const INDEXED: ReadonlySet<string> = new Set(['account_id', 'email', 'profile_id']);

/**
 * Among how few people all are who meet a filter of people, as far as an index tells: as many as {@link FilterSqlOptions.countPeople}
 * counts at most, or an infinity where none does.
 */
export function fewest(filter: Filter, options: Omit<FilterSqlOptions, 'of'>): number {
  const { countPeople = () => Number.POSITIVE_INFINITY, segment } = options;
  if (filter.kind === 'all') return Math.min(...filter.filters.map((part) => fewest(part, options)));
  const inner = filter.kind === 'segment' ? segment?.(filter.segmentId)?.filter : undefined;
  if (inner) return fewest(inner, options);
  const people = peopleAmong(filter, options.now);
  return people ? countPeople(people) : Number.POSITIVE_INFINITY;
}

function peopleAmong(filter: Filter, now: number): SqlCondition | undefined {
  switch (filter.kind) {
    case 'attribute':
      return INDEXED.has(filter.name) ? whoHas('profile_rows', filter.name, filter.tests, now) : undefined;
    case 'trait':
      return peopleWithTrait(filter.key, filter.tests);
    case 'identity': {
      const people = filter.count === null ? whoHas('identities', 'identifier', filter.tests, now) : undefined;
      return people && { sql: `${people.sql} AND kind = ?`, params: [...people.params, filter.identityKind] };
    }
    case 'event':
      if (filter.count.least === 0) return undefined;
      return { sql: 'SELECT 1 FROM event_counts WHERE name = ?', params: [filter.name] };
    case 'survey':
      return { sql: 'SELECT 1 FROM survey_response_rows WHERE survey_id = ?', params: [filter.surveyId] };
    default:
      return undefined;
  }
}

// Only values that are given are found in an index.
function whoHas(table: string, column: string, tests: readonly ValueTest[], now: number): SqlCondition | undefined {
  const given = tests.filter(({ op }) => op === 'in');
  if (given.length === 0) return undefined;
  const params: SqlValue[] = [];
  const bind = (value: SqlValue) => {
    params.push(value);
    return '?';
  };
  return { sql: `SELECT 1 FROM ${table} WHERE ${columnTestsSql(column, 'text', given, { bind, now })}`, params };
}
