import type { Db } from '../persist/database.ts';
import { countUpTo } from './count-up-to.ts';
import type { FilterSqlOptions } from './filter/filter-sql.ts';
import { MANY_COUNT } from './seen-last.ts';
import { segmentFinder } from './segments.ts';

/** Of an event that happened more often it is asked person by person who did it: a list of those who did would be long. */
const FREQUENT_COUNT = 100_000;

/** A list of so many people is soon made, and looked into for each person. */
const RARE_COUNT = 50_000;

/** What filters are written with for a file, at a time in ms since 1970. */
export function filterOptions(db: Db, now: number): Omit<FilterSqlOptions, 'of'> {
  const count = db
    .prepare<[string, string, string], number>(
      'SELECT coalesce(sum(count), 0) FROM event_days WHERE name = ? AND day >= ? AND day < ?',
    )
    .pluck();
  return {
    now,
    segment: segmentFinder(db),
    isRare: (people) => countUpTo(db, people, RARE_COUNT) <= RARE_COUNT,
    countPeople: (people) => countUpTo(db, people, MANY_COUNT),
    isFrequent: (name, since, before) => (count.get(name, since ?? '', before ?? '~') ?? 0) > FREQUENT_COUNT,
  };
}
