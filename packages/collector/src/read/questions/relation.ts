import { formatTime } from '@kith/protocol';
import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import type { SqlCondition } from '../filter/filter-sql.ts';
import type { SqlValue } from '../filter/value-test-sql.ts';
import { ANY, readPage } from '../page.ts';
import { readPeriod } from '../period.ts';
import { profileIdOf } from '../profile-id.ts';
import type { Asking, Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';

/** What pages of a relation are asked with, beside the columns that narrow it. */
export interface RelationArgs {
  readonly order?: 'asc' | 'desc';
  readonly limit: number;
  readonly after?: string;
  readonly explain?: 'sql';
  /** Any identity that leads to the person. */
  readonly profile_id?: string;
  /** First day, and the day behind the last, as `2026-11-22`; everything where neither is given. */
  readonly from?: string;
  readonly to?: string;
}

/** A public relation as a list. */
export interface RelationList {
  readonly relation: string;
  /** The column that orders it. */
  readonly sort: string;
  /** The columns that tell its rows apart. */
  readonly key: readonly string[];
  /** Columns that may be given to narrow it, each to one value. */
  readonly narrow: readonly string[];
  /** What says when a row happened, in SQL: it may be asked for a period. */
  readonly at?: string;
}

/** A page of a relation. */
export function relationQuestion({ relation, sort, key, narrow, at }: RelationList): Question {
  return (db: Db, args: RelationArgs, asking) => {
    const { limit, after, order, explain } = args;
    const { rows, next, statement } = readPage(db, {
      select: `*, ${key.join(` || char(10) || `)} AS page_key`,
      from: relation,
      condition: both(narrowed(db, narrow, args), within(at, args, asking)),
      sort: { name: sort, sql: sort },
      id: { name: 'page_key', sql: key.join(` || char(10) || `) },
      isAscending: order === 'asc',
      ...{ limit, after },
    });
    const data = rows.map(({ page_key, ...row }) => answerRow(row));
    return { data, next, ...(explain && { sql: runnableSql(statement) }) };
  };
}

function narrowed(db: Db, columns: readonly string[], args: RelationArgs): SqlCondition {
  const given = columns.flatMap((column): [string, SqlValue][] => {
    const value = (args as unknown as Readonly<Record<string, SqlValue | undefined>>)[column];
    if (value === undefined) return [];
    return [[column, column === 'profile_id' ? profileIdOf(db, String(value)) : value]];
  });
  return {
    sql: given.length === 0 ? '1' : given.map(([column]) => `${column} = ?`).join(' AND '),
    params: given.map(([, value]) => value),
  };
}

function within(at: string | undefined, { from, to }: RelationArgs, asking: Asking): SqlCondition {
  if (at === undefined || (from === undefined && to === undefined)) return ANY;
  const period = readPeriod({ from, to }, asking);
  return { sql: `${at} >= ? AND ${at} < ?`, params: [formatTime(period.from), formatTime(period.to)] };
}

function both(one: SqlCondition, other: SqlCondition): SqlCondition {
  return { sql: `${one.sql} AND ${other.sql}`, params: [...one.params, ...other.params] };
}
