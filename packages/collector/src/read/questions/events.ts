import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import { cursorText, readCursor } from '../cursor.ts';
import type { SqlCondition } from '../filter/filter-sql.ts';
import type { SqlValue } from '../filter/value-test-sql.ts';
import type { Row } from '../page.ts';
import { profileIdOf } from '../profile-id.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';

/** What events are asked with: those of a person, of a session, or the latest that arrived. */
export interface EventsArgs {
  readonly profile_id?: string;
  readonly session_id?: string;
  /** Whether what nobody was logged in for on devices that lead to the person comes too, under the profile of the device. */
  readonly apart?: boolean;
  /** Of a track message. */
  readonly name?: string;
  readonly message_id?: string;
  readonly limit: number;
  readonly after?: string;
  readonly explain?: 'sql';
}

/**
 * A page of events, the latest first: of a person or a session by the time they happened, of everybody by the time they
 * arrived. Finds its rows before it reads them, so that a page of a person of a million events costs an index scan.
 */
export const eventsQuestion: Question = (db: Db, args: EventsArgs) => {
  const { limit, after, explain } = args;
  const source = sourceOf(db, args);
  const cursor = after === undefined ? undefined : readCursor(after);
  const statement = select(source, args, limit + 1, cursor && [Number(cursor.value), Number(cursor.id)]);
  const rows = db.prepare<unknown[], Row>(statement.sql).all(statement.params);
  const last = rows[limit - 1];
  return {
    data: rows.slice(0, limit).map(({ page_t: _t, page_seq: _seq, ...row }) => answerRow(row)),
    next: rows.length > limit && last ? cursorText({ value: last.page_t ?? 0, id: String(last.page_seq) }) : null,
    ...(explain && { sql: runnableSql(select(source, args, limit, undefined)) }),
  };
};

/** Where the rows of a list are found, with its order. */
interface Source extends SqlCondition {
  readonly from: string;
  readonly t: string;
  readonly seq: string;
}

function sourceOf(db: Db, { profile_id: identity, session_id: sessionId, apart }: EventsArgs): Source {
  const placed = { from: 'atoms JOIN placements USING (atom_id)', t: 'placements.t', seq: 'placements.seq' };
  if (sessionId !== undefined) return { ...placed, sql: 'atoms.session_id = ?', params: [sessionId] };
  if (identity !== undefined) {
    const profileId = profileIdOf(db, identity);
    if (!apart) return { ...placed, sql: 'atoms.profile_id = ?', params: [profileId] };
    return {
      ...placed,
      sql: `atoms.profile_id IN (SELECT ? UNION ALL ${DEVICE_PROFILES})`,
      params: [profileId, profileId],
    };
  }
  // In order of arrival: its time is the row's own number.
  return { from: 'event_log AS arrived', t: 'arrived.seq', seq: 'arrived.seq', sql: '1', params: [] };
}

// What the identity policy, or another person on the device, keeps apart from the people whom the device leads to.
const DEVICE_PROFILES = `SELECT 'a:' || identifier FROM identities WHERE kind = 'anonymous' AND profile_id = ?`;

function select(
  { from, t, seq, sql, params }: Source,
  { name, message_id: messageId }: EventsArgs,
  count: number,
  after: readonly [t: number, seq: number] | undefined,
): SqlCondition {
  const named =
    name === undefined ? '' : `AND (SELECT named.name FROM event_log AS named WHERE named.seq = ${seq}) = ?`;
  const one = messageId === undefined ? '' : `AND ${seq} IN (SELECT seq FROM event_log WHERE message_id = ?)`;
  const behind = after === undefined ? '' : `AND (${t}, ${seq}) < (?, ?)`;
  const values: readonly SqlValue[] = [...params, ...given(name), ...given(messageId), ...(after ?? []), count];
  return {
    sql: `WITH page AS MATERIALIZED (
        SELECT ${t} AS page_t, ${seq} AS page_seq FROM ${from} WHERE ${sql} ${named} ${one} ${behind}
        ORDER BY 1 DESC, 2 DESC LIMIT ?)
      SELECT events.*, page.page_t, page.page_seq
      FROM page JOIN event_log AS found ON found.seq = page.page_seq
      JOIN events ON events.message_id = found.message_id
        AND events.anonymous_id IS found.anonymous_id AND events.user_id IS found.user_id
      ORDER BY page_t DESC, page_seq DESC`,
    params: values,
  };
}

function given(value: string | undefined): readonly SqlValue[] {
  return value === undefined ? [] : [value];
}
