import { dayOf, formatTime } from '@kith/protocol';
import type { Db } from '../../persist/database.ts';
import type { SqlCondition } from '../filter/filter-sql.ts';
import { NotFound } from '../not-found.ts';
import { type Period, readPeriod } from '../period.ts';
import { profileIdOf } from '../profile-id.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';

/** What an overview is asked with. */
export interface OverviewArgs {
  readonly profile_id?: string;
  readonly account_id?: string;
  /** First day, and the day behind the last, as `2026-11-22`. */
  readonly from?: string;
  readonly to?: string;
  /** Finds events and pages beyond the top ones: a part of the name or the address. */
  readonly search?: string;
  readonly limit: number;
  readonly explain?: 'sql';
}

/** What one person, or all members of an account together, did in a period. Only members who count in totals do. */
export const overviewQuestion: Question = (db: Db, args: OverviewArgs, asking) => {
  const period = readPeriod(args, asking);
  const people = peopleOf(db, args);
  const sessions = done(people, period, 'sessions', 'started_at');
  // Days in UTC are counted already; other zones need the events.
  const tracked = period.isUtc
    ? done(people, period, 'event_counts', 'day', { count: 'sum(count)' })
    : done(people, period, 'events', 'timestamp', { where: "type = 'track' AND " });
  const viewed = done(people, period, 'events', 'timestamp', { where: "type IN ('page', 'screen') AND " });
  const statements = {
    totals: totals(sessions),
    event_days: byDay(tracked),
    session_days: byDay(sessions),
    top_events: mostFrequent(tracked, ['name', 'name'], args),
    top_pages: mostFrequent(viewed, ['coalesce(path, name)', 'page'], args),
  };
  const all = <Row>({ sql, params }: SqlCondition) => db.prepare<unknown[], Row>(sql).all(params);
  const [sums] = all<Totals>(statements.totals);
  const eventCounts = countsByDay(period, all(statements.event_days));
  const sessionCounts = countsByDay(period, all(statements.session_days));
  return {
    from: formatTime(period.from),
    to: formatTime(period.to),
    ...sums,
    event_count: [...eventCounts.values()].reduce((sum, count) => sum + count, 0),
    days: period.days.map(({ day }) => ({
      day,
      event_count: eventCounts.get(day) ?? 0,
      session_count: sessionCounts.get(day) ?? 0,
    })),
    top_events: all(statements.top_events),
    top_pages: all(statements.top_pages),
    ...(args.explain && {
      sql: Object.fromEntries(Object.entries(statements).map(([name, statement]) => [name, runnableSql(statement)])),
    }),
  };
};

interface Totals {
  readonly session_count: number;
  readonly session_duration_ms: number;
  readonly average_session_ms: number;
  readonly active_user_count: number;
}

/** The people of an overview, as the right side of `profile_id IN`. */
function peopleOf(db: Db, { profile_id: identity, account_id: accountId }: OverviewArgs): SqlCondition {
  if (identity !== undefined) return { sql: '(?)', params: [profileIdOf(db, identity)] };
  const isKnown = db.prepare('SELECT 1 FROM account_rows WHERE account_id = ?').get(accountId);
  if (accountId === undefined || !isKnown) throw new NotFound(`there is no account ${accountId}`);
  return {
    sql: '(SELECT memberships.profile_id FROM memberships JOIN counted_profiles USING (profile_id) WHERE memberships.account_id = ?)',
    params: [accountId],
  };
}

/** What people did in a period: a query but for its columns. */
interface Done extends SqlCondition {
  /** The column that says when. */
  readonly at: string;
  /** How the rows are counted. */
  readonly count: string;
}

function done(
  people: SqlCondition,
  { from, to }: Period,
  table: string,
  at: string,
  { where = '', count = 'count(*)' } = {},
): Done {
  const text = at === 'day' ? dayOf : formatTime;
  return {
    at,
    count,
    sql: `FROM ${table} WHERE ${where}profile_id IN ${people.sql} AND ${at} >= ? AND ${at} < ?`,
    params: [...people.params, text(from), text(to)],
  };
}

function totals({ sql, params }: Done): SqlCondition {
  return {
    sql: `SELECT count(*) AS session_count, coalesce(sum(duration_ms), 0) AS session_duration_ms,
        coalesce(round(avg(duration_ms)), 0) AS average_session_ms,
        count(DISTINCT CASE WHEN profile_id LIKE 'u:%' THEN profile_id END) AS active_user_count
      ${sql}`,
    params,
  };
}

function byDay({ at, count, sql, params }: Done): SqlCondition {
  return { sql: `SELECT ${at} AS at, ${count} AS count ${sql} GROUP BY 1`, params };
}

function mostFrequent(
  { count, sql, params }: Done,
  [value, column]: readonly [value: string, column: string],
  { search, limit }: OverviewArgs,
): SqlCondition {
  const named = search === undefined ? '' : `AND instr(lower(${value}), lower(?))`;
  return {
    sql: `SELECT ${value} AS ${column}, ${count} AS count ${sql} ${named} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
    params: [...params, ...(search === undefined ? [] : [search]), limit],
  };
}

interface Counted {
  readonly at: string;
  readonly count: number;
}

function countsByDay({ days }: Period, rows: readonly Counted[]): Map<string, number> {
  const starts = days.map(({ day, start }) => ({ day, at: formatTime(start) }));
  const counts = new Map<string, number>();
  for (const { at, count } of rows) {
    // A whole day is its own beginning in UTC; a time belongs to the last day that has begun.
    const day = at.length === 10 ? at : starts.findLast((start) => start.at <= at)?.day;
    if (day !== undefined) counts.set(day, (counts.get(day) ?? 0) + count);
  }
  return counts;
}
