import { ATTRIBUTE_COLUMNS, comparePositions, type Session, type Store } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { rowUpdater, rowWriter } from './rows.ts';
import { steady } from './steady.ts';

type SessionMethod = 'deleteSession' | 'firstSession' | 'lastSession' | 'putSession' | 'session';

type SessionSqlRow = Session['row'] & {
  readonly start_t: number;
  readonly start_fraction: string;
  readonly start_sequence: number;
  readonly start_message_id: string;
  readonly end_t: number;
  readonly end_fraction: string;
  readonly end_sequence: number;
  readonly end_message_id: string;
  readonly stream: string;
  readonly last_attributes: string;
};

/** Sessions in SQLite; so many are kept in memory between folds. */
export function sessionStore(db: Db, heldCount: number): Pick<Store, SessionMethod> & { readonly flush: () => void } {
  const byId = db.prepare<[string], SessionSqlRow>('SELECT * FROM session_rows WHERE session_id = ?');
  const first = db
    .prepare<[string], string>(
      steady(`SELECT session_id FROM session_rows WHERE profile_id = ?
       ORDER BY start_t, start_fraction, start_sequence, start_message_id, stream LIMIT 1`),
    )
    .pluck();
  const last = db
    .prepare<[string], string>(
      steady(`SELECT session_id FROM session_rows WHERE profile_id = ?
       ORDER BY end_t DESC, end_fraction DESC, end_sequence DESC, end_message_id DESC, stream DESC LIMIT 1`),
    )
    .pluck();
  const write = rowWriter(db, 'session_rows');
  const extend = rowUpdater(db, 'session_rows', 'session_id', BEGINNING);
  const remove = db.prepare('DELETE FROM session_rows WHERE session_id = ?');
  // Written at once, because the first and last session of a person are found by their rows.
  const sessions = heldBack<string, Session>(
    heldCount,
    (id) => read(byId.get(id)),
    () => {},
  );
  const session = (id: string | undefined) => (id === undefined ? undefined : sessions.get(id));
  return {
    session,
    firstSession: (profileId) => session(first.get(profileId)),
    lastSession: (profileId) => session(last.get(profileId)),
    deleteSession(sessionId) {
      sessions.drop(sessionId);
      remove.run(sessionId);
    },
    putSession(session) {
      const { row, start, end, last: lastAttributes } = session;
      const before = sessions.get(row.session_id);
      sessions.keep(row.session_id, session);
      const put = before && isBegunAlike(before, session) ? extend : write;
      put({
        ...row,
        ...{ start_t: start[0], start_fraction: start[1], start_sequence: start[2], start_message_id: start[3] },
        ...{ end_t: end[0], end_fraction: end[1], end_sequence: end[2], end_message_id: end[3] },
        stream: start[4],
        last_attributes: JSON.stringify(ATTRIBUTE_COLUMNS.map((column) => lastAttributes[column])),
      });
    },
    flush: sessions.flush,
  };
}

// What a session that goes on keeps: whose it is and how it began.
const BEGINNING = [
  'profile_id',
  'anonymous_id',
  'started_at',
  'start_t',
  'start_fraction',
  'start_sequence',
  'start_message_id',
  'stream',
];

function isBegunAlike(a: Session, b: Session): boolean {
  return a.row.profile_id === b.row.profile_id && comparePositions(a.start, b.start) === 0;
}

function read(sql: SessionSqlRow | undefined): Session | undefined {
  if (!sql) return undefined;
  const { last_attributes: last, stream, start_t, start_fraction, start_sequence, start_message_id, ...rest } = sql;
  const { end_t, end_fraction, end_sequence, end_message_id, ...row } = rest;
  return {
    row,
    start: [start_t, start_fraction, start_sequence, start_message_id, stream],
    end: [end_t, end_fraction, end_sequence, end_message_id, stream],
    last: attributesOf(JSON.parse(last)),
  };
}

function attributesOf(values: readonly (string | null)[]): Session['last'] {
  const columns: { [name: string]: string | null } = {};
  for (const [index, column] of ATTRIBUTE_COLUMNS.entries()) columns[column] = values[index] ?? null;
  return columns as unknown as Session['last'];
}
