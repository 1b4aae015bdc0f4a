import type { Db } from '../../persist/database.ts';
import { filterSql } from '../filter/filter-sql.ts';
import { filterOptions } from '../filter-options.ts';
import { countRows } from '../list.ts';
import { NotFound } from '../not-found.ts';
import { profileIdOf } from '../profile-id.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';
import { allSegments, type Segment, segmentFinder, unknownNames } from '../segments.ts';
import { MAX_COUNT } from './people.ts';

/** What is asked about segments. */
export interface SegmentArgs {
  readonly segment_id?: string;
  readonly profile_id?: string;
  readonly explain?: 'sql';
}

/** Every segment, with what its filter names that nobody ever sent. */
export const segmentsQuestion: Question = (db: Db) => ({
  data: allSegments(db).map((segment) => ({ ...described(segment), unknown: unknownNames(db, segment.filter) })),
  next: null,
});

/** One segment: its filter and how many are in it, up to 10,000. */
export const segmentQuestion: Question = (db: Db, { segment_id: id = '', explain }: SegmentArgs, { now }) => {
  const find = segmentFinder(db);
  const segment = find(id);
  if (!segment) throw new NotFound(`there is no segment ${id}`);
  const { count, isCapped, statement } = countRows(db, segment, filterOptions(db, now), MAX_COUNT);
  const unknown = unknownNames(db, segment.filter);
  const [{ filter = null } = {}] = db
    .prepare<[string], { filter: string }>('SELECT filter FROM segments WHERE segment_id = ?')
    .all(id);
  return {
    ...described(segment),
    filter: filter === null ? null : JSON.parse(filter),
    ...{ count, is_capped: isCapped, unknown },
    ...(explain && { sql: runnableSql(statement) }),
  };
};

/** The segments of people that a person is in. */
export const profileSegmentsQuestion: Question = (db: Db, { profile_id: identity = '' }: SegmentArgs, { now }) => {
  const profileId = profileIdOf(db, identity);
  const segment = segmentFinder(db);
  const isIn = ({ filter }: Segment) => {
    const { sql, params } = filterSql(filter, { of: 'profiles', now, segment, isFrequent: () => true });
    const found = db.prepare(`SELECT 1 FROM counted_profiles AS p WHERE p.profile_id = ? AND ${sql}`);
    return found.get([profileId, ...params]) !== undefined;
  };
  const segments = allSegments(db).filter(({ subject }) => subject === 'profiles');
  return { data: segments.filter(isIn).map(described), next: null };
};

function described({ filter: _, ...segment }: Segment): object {
  return segment;
}
