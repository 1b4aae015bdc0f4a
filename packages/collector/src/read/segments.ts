import type { Db } from '../persist/database.ts';
import type { Filter, Subject } from './filter/filter.ts';
import { parseFilter } from './filter/parse-filter.ts';

/** A saved filter. */
export interface Segment {
  readonly segment_id: string;
  readonly name: string;
  readonly subject: Subject;
  readonly filter: Filter;
  readonly saved_at: string;
}

/** What a filter speaks of that nobody ever sent: it is probably misspelt, or not sent any more. */
export interface UnknownName {
  readonly kind: 'event' | 'segment' | 'survey' | 'trait';
  readonly name: string;
}

interface SegmentRow extends Omit<Segment, 'filter'> {
  readonly filter: string;
}

/** Every segment, by name. */
export function allSegments(db: Db): Segment[] {
  return db.prepare<[], SegmentRow>('SELECT * FROM segments ORDER BY name, segment_id').all().map(segmentOf);
}

/** Finds segments for filters that name them. */
export function segmentFinder(db: Db): (segmentId: string) => Segment | undefined {
  const find = db.prepare<[string], SegmentRow>('SELECT * FROM segments WHERE segment_id = ?');
  return (segmentId) => {
    const row = find.get(segmentId);
    return row && segmentOf(row);
  };
}

/** The names in a filter that the file knows nothing of. */
export function unknownNames(db: Db, filter: Filter): UnknownName[] {
  const knows: Readonly<Record<UnknownName['kind'], ReturnType<Db['prepare']>>> = {
    event: db.prepare('SELECT 1 FROM event_definitions WHERE name = ?'),
    segment: db.prepare('SELECT 1 FROM segments WHERE segment_id = ?'),
    survey: db.prepare('SELECT 1 FROM surveys WHERE survey_id = ?'),
    trait: db.prepare('SELECT 1 FROM trait_definitions WHERE key = ?'),
  };
  const named = new Map(namesIn(filter).map((name) => [`${name.kind} ${name.name}`, name]));
  return [...named.values()].filter(({ kind, name }) => knows[kind].get(name) === undefined);
}

function namesIn(filter: Filter): UnknownName[] {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.filters.flatMap(namesIn);
    case 'not':
    case 'account':
    case 'member':
      return namesIn(filter.filter);
    case 'trait':
      return [{ kind: 'trait', name: filter.key }];
    case 'event':
      return [{ kind: 'event', name: filter.name }];
    case 'survey':
    case 'answer':
      return [{ kind: 'survey', name: filter.surveyId }];
    case 'segment':
      return [{ kind: 'segment', name: filter.segmentId }];
    case 'attribute':
    case 'identity':
      return [];
  }
}

function segmentOf(row: SegmentRow): Segment {
  return { ...row, filter: parseFilter(JSON.parse(row.filter), row.subject) };
}
