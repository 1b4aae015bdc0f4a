import { DAY_MS, dayOf } from '@kith/protocol';
import type { CountBounds, EventFilter, Filter, IdentityFilter, Subject, Window } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { peopleWithTrait } from './people-with-trait.ts';
import {
  columnTestsSql,
  every,
  holdsForUnknown,
  jsonTestsSql,
  type SqlContext,
  type SqlValue,
  some,
} from './value-test-sql.ts';

/** What a filter is written for. */
export interface FilterSqlOptions {
  readonly of: Subject;
  /** ms since 1970: what "within days" counts from. */
  readonly now: number;
  /**
   * Whether so few people are selected that a list of them is made, instead of looking at each person. Either way gives the same;
   * never by default.
   */
  readonly isRare?: (people: SqlCondition) => boolean;
  /**
   * Whether an event was so frequent from a day to before another that each person is asked for it, instead of listing who did it.
   * Either way gives the same; never by default.
   */
  readonly isFrequent?: (name: string, since: string | null, before: string | null) => boolean;
  /** How many people are selected: the number, or an infinity where they are many. */
  readonly countPeople?: (people: SqlCondition) => number;
  /**
   * Whether people are looked at one by one in the order in which they were seen, until enough are found: nothing is worth a list
   * of all of them then. Either way gives the same.
   */
  readonly isBySeen?: boolean;
  /** The filter of a segment; undefined when there is no such segment. */
  readonly segment?: (segmentId: string) => { readonly subject: Subject; readonly filter: Filter } | undefined;
}

/** A condition with the values to bind, in the order of its question marks. */
export interface SqlCondition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/**
 * Writes a filter as a condition on the rows of `profiles AS p` (or `counted_profiles AS p`) or `accounts AS a`.
 * Never NULL as a whole where it is negated: what is unknown is not met.
 * @throws FilterError when it names a segment that does not exist, or segments that name each other.
 */
export function filterSql(
  filter: Filter,
  { of, now, segment, isBySeen = false, isFrequent = () => false, isRare = () => false }: FilterSqlOptions,
): SqlCondition {
  const params: SqlValue[] = [];
  const open: string[] = [];
  const context: SqlContext = {
    now,
    bind(value) {
      params.push(value);
      return '?';
    },
  };

  function write(part: Filter, subject: Subject, isBySeen: boolean): string {
    switch (part.kind) {
      case 'all':
        return every(part.filters, (inner) => write(inner, subject, isBySeen));
      case 'any':
        return some(part.filters, (inner) => write(inner, subject, isBySeen));
      case 'not':
        return `(${write(part.filter, subject, isBySeen)}) IS NOT TRUE`;
      case 'attribute':
        return columnTestsSql(`${alias(subject)}.${part.name}`, part.type, part.tests, context);
      case 'trait':
        return traitSql(part.key, part.tests, subject, context, isBySeen ? () => false : isRare);
      case 'identity':
        return identitySql(part, context);
      case 'event':
        return eventSql(part, context, isFrequent, isBySeen);
      case 'survey':
        return surveySql(part.surveyId, part.state, context);
      case 'answer':
        return answerSql(part.surveyId, part.questionId, part.tests, context);
      case 'account':
        return `p.profile_id IN (SELECT memberships.profile_id FROM memberships JOIN accounts AS a USING (account_id)
          WHERE ${write(part.filter, 'accounts', false)})`;
      case 'member':
        return `a.account_id IN (SELECT memberships.account_id FROM memberships JOIN counted_profiles AS p USING (profile_id)
          WHERE ${write(part.filter, 'profiles', false)})`;
      case 'segment':
        return segmentSql(part.segmentId, subject, isBySeen);
    }
  }

  function segmentSql(segmentId: string, subject: Subject, isBySeen: boolean): string {
    const found = segment?.(segmentId);
    if (!found || found.subject !== subject) {
      throw new FilterError(`segment ${segmentId}`, `is no segment of ${subject}: list them with "kith segment list"`);
    }
    if (open.includes(segmentId)) throw new FilterError(`segment ${segmentId}`, 'is part of itself');
    open.push(segmentId);
    const sql = write(found.filter, subject, isBySeen);
    open.pop();
    return sql;
  }

  return { sql: write(filter, of, isBySeen && of === 'profiles'), params };
}

function alias(subject: Subject): string {
  return subject === 'profiles' ? 'p' : 'a';
}

type Tests = Parameters<typeof jsonTestsSql>[1];

// Traits live once in the row itself; json_each takes any key, a JSON path does not.
function traitSql(key: string, tests: Tests, subject: Subject, context: SqlContext, isRare: IsRare): string {
  const listed = subject === 'profiles' ? peopleWithTrait(key, tests) : undefined;
  if (listed && isRare(listed)) {
    for (const param of listed.params) context.bind(param);
    return `p.profile_id IN (${listed.sql})`;
  }
  return memberSql(`${alias(subject)}.traits`, key, tests, context);
}

/** The condition on the value which a JSON object has under a key. */
function memberSql(object: string, key: string, tests: Tests, context: SqlContext): string {
  const found = () => `SELECT 1 FROM json_each(${object}) AS member WHERE member.key = ${context.bind(key)}`;
  const met = `EXISTS (${found()} AND ${jsonTestsSql({ type: 'member.type', value: 'member.value' }, tests, context)})`;
  return holdsForUnknown(tests) ? `(${met} OR NOT EXISTS (${found()}))` : met;
}

function identitySql({ identityKind: kind, tests, count }: IdentityFilter, context: SqlContext): string {
  if (count !== null) {
    // Person by person, through the index of theirs: a list of all devices would be long.
    const counted = `(SELECT count(*) FROM identities WHERE identities.profile_id = p.profile_id
      AND identities.kind = ${context.bind(kind)} AND ${columnTestsSql('identities.identifier', 'text', tests, context)})`;
    return within(counted, count, context);
  }
  const known = `SELECT identities.profile_id FROM identities WHERE identities.kind = ${context.bind(kind)}`;
  if (holdsForUnknown(tests)) {
    const negated = tests.map((test) =>
      test.op === 'not_in' ? ({ ...test, op: 'in' } as const) : ({ op: 'known', isKnown: true } as const),
    );
    return `p.profile_id NOT IN (${known} AND ${some(negated, (test) => columnTestsSql('identities.identifier', 'text', [test], context))})`;
  }
  return `p.profile_id IN (${known} AND ${columnTestsSql('identities.identifier', 'text', tests, context)})`;
}

type IsFrequent = NonNullable<FilterSqlOptions['isFrequent']>;
type IsRare = NonNullable<FilterSqlOptions['isRare']>;

function eventSql(filter: EventFilter, context: SqlContext, isFrequent: IsFrequent, isBySeen: boolean): string {
  const { least, most } = filter.count;
  if (least === 0 && most === null) return '1';
  const { since, before } = periodOf(filter.window, context.now);
  // Counts by day answer whole days at once; only times within a day and properties need the events themselves.
  if (filter.where.length > 0 || [since, before].some((ms) => ms !== null && ms % DAY_MS !== 0)) {
    if (isBySeen) return within(doneCountSql(filter, context), filter.count, context);
    return membersSql(filter, (fewest, largest) => doersSql(filter, fewest, largest, context));
  }
  const [from, to] = [since === null ? null : dayOf(since), before === null ? null : dayOf(before)];
  const counted = () =>
    [
      `counts.name = ${context.bind(filter.name)}`,
      ...(from === null ? [] : [`counts.day >= ${context.bind(from)}`]),
      ...(to === null ? [] : [`counts.day < ${context.bind(to)}`]),
    ].join(' AND ');
  if (isBySeen || isFrequent(filter.name, from, to)) {
    const sum = `(SELECT coalesce(sum(counts.count), 0) FROM event_counts AS counts
      WHERE counts.profile_id = p.profile_id AND ${counted()})`;
    const met = within(sum, filter.count, context);
    if (isBySeen) return met;
    // Always so; a column that no index has lets people be read as they lie: those who are looked up one after the other lie
    // together there, and are all over the file in the order of an index.
    const asTheyLie = 'p.message_count >= 0';
    return `${asTheyLie} AND ${met}`;
  }
  return membersSql(
    filter,
    (fewest, largest) => `SELECT counts.profile_id FROM event_counts AS counts WHERE ${counted()}
      GROUP BY counts.profile_id HAVING ${between('sum(counts.count)', fewest, largest, context)}`,
  );
}

// Who did it never is in no list of those who did.
function membersSql(
  { count: { least, most } }: EventFilter,
  doers: (least: number, most: number | null) => string,
): string {
  if (least === 0 && most !== null) return `p.profile_id NOT IN (${doers(most + 1, null)})`;
  return `p.profile_id IN (${doers(least, most)})`;
}

function doersSql(filter: EventFilter, least: number, most: number | null, context: SqlContext): string {
  const anyDoer = `atoms.profile_id IN (SELECT counts.profile_id FROM event_counts AS counts WHERE counts.name = ${context.bind(filter.name)})`;
  return `SELECT atoms.profile_id ${doneSql(filter, anyDoer, context)}
    GROUP BY atoms.profile_id HAVING ${between('count(*)', least, most, context)}`;
}

// Few did it at all, mostly: that is known without a look at events.
function doneCountSql(filter: EventFilter, context: SqlContext): string {
  const didEver = `(SELECT 1 FROM event_counts AS counts
    WHERE counts.profile_id = p.profile_id AND counts.name = ${context.bind(filter.name)} LIMIT 1) IS NOT NULL`;
  return `(SELECT count(*) ${doneSql(filter, `${didEver} AND atoms.profile_id = p.profile_id`, context)})`;
}

// The events that count, of the people whom a condition on `atoms` selects.
function doneSql({ name, window, where }: EventFilter, ofWhom: string, context: SqlContext): string {
  const { bind } = context;
  const { since, before } = periodOf(window, context.now);
  const events = [
    ofWhom,
    `log.type = 'track' AND log.name = ${bind(name)}`,
    ...(since === null ? [] : [`placements.t >= ${bind(since)}`]),
    ...(before === null ? [] : [`placements.t < ${bind(before)}`]),
    ...where.map(({ property, tests }) => memberSql('log.properties', property, tests, context)),
  ];
  return `FROM atoms JOIN placements USING (atom_id) JOIN event_log AS log ON log.seq = placements.seq WHERE ${events.join(' AND ')}`;
}

function surveySql(surveyId: string, state: string | null, { bind }: SqlContext): string {
  return `p.profile_id IN (SELECT responses.profile_id FROM survey_response_rows AS responses
    WHERE responses.survey_id = ${bind(surveyId)}${state === null ? '' : ` AND responses.state = ${bind(state)}`})`;
}

function answerSql(surveyId: string, questionId: string, tests: Tests, context: SqlContext): string {
  const given = () => `SELECT answers.profile_id FROM survey_answers AS answers
    WHERE answers.survey_id = ${context.bind(surveyId)} AND answers.question_id = ${context.bind(questionId)}`;
  const value = { type: 'json_type(answers.answer)', value: "(answers.answer ->> '$')" };
  const met = `p.profile_id IN (${given()} AND ${jsonTestsSql(value, tests, context)})`;
  return holdsForUnknown(tests) ? `(${met} OR p.profile_id NOT IN (${given()}))` : met;
}

function periodOf({ since, before, days }: Window, now: number): { since: number | null; before: number | null } {
  if (days === null) return { since, before };
  return { since: Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS, before: null };
}

function within(expression: string, { least, most }: CountBounds, { bind }: SqlContext): string {
  return most === null ? `${expression} >= ${bind(least)}` : `${expression} BETWEEN ${bind(least)} AND ${bind(most)}`;
}

function between(expression: string, least: number, most: number | null, { bind }: SqlContext): string {
  const lower = `${expression} >= ${bind(least)}`;
  return most === null ? lower : `${lower} AND ${expression} <= ${bind(most)}`;
}
