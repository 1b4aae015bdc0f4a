import type { Db } from '../persist/database.ts';
import { readCursor } from './cursor.ts';
import type { SqlCondition } from './filter/filter-sql.ts';
import { ANY, type Part } from './page.ts';

/**
 * So many people, those seen last, are looked through first: most filters find enough for a page there. Then so many more: where
 * lots of people have just come of whom nothing is known yet.
 */
const RECENT_COUNTS: readonly number[] = [20_000, 20_000, 60_000];

/** So few people are sooner read and sorted than looked for among those seen last. */
const FEW_COUNT = 15_000;

/** More people than these are so many that the first of them are probably among those seen last. */
export const MANY_COUNT = 40_000;

/** How many of those seen last to look through for people among so many. */
export function recentCountsFor(count: number): readonly number[] {
  if (count <= FEW_COUNT) return [];
  return count <= MANY_COUNT ? RECENT_COUNTS.slice(0, 2) : RECENT_COUNTS;
}

/**
 * Gives people in the order in which they were seen: so many of those seen last, then so many who were seen before them.
 * @param rows of `profiles AS p`.
 * @param after the `next` of the page before.
 * @returns the bounds of all others, who are to be read as they lie.
 */
export function* seenLast(
  db: Db,
  rows: Part,
  counts: readonly number[],
  after: string | undefined,
): Generator<Part, SqlCondition> {
  const { value } = after === undefined ? { value: '~' } : readCursor(after);
  if (value === null) return ANY;
  const oldestOf = db
    .prepare<[number | string, number], string>(
      'SELECT last_seen_at FROM profile_rows WHERE last_seen_at <= ? ORDER BY last_seen_at DESC LIMIT 1 OFFSET ?',
    )
    .pluck();
  let newest: SqlCondition = ANY;
  let others: SqlCondition = ANY;
  let before = value;
  for (const count of counts) {
    const oldest = oldestOf.get(before, count);
    if (oldest === undefined) {
      yield { ...rows, bounds: newest };
      return { sql: '0', params: [] };
    }
    const { sql, params } = newest;
    yield { ...rows, bounds: { sql: `p.last_seen_at >= ? AND ${sql}`, params: [oldest, ...params] } };
    newest = { sql: 'p.last_seen_at < ?', params: [oldest] };
    others = { sql: '+p.last_seen_at < ?', params: [oldest] };
    before = oldest;
  }
  return others;
}
