import { ATTRIBUTE_COLUMNS, type Session, type Store } from '@kith/fold';
import { DAY_MS } from '@kith/protocol';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { columnSetter, rowChanger } from './rows.ts';
import { sessionEnds } from './session-ends.ts';

type SessionMethod = 'continueSession' | 'deleteSession' | 'firstSession' | 'lastSession' | 'putSession' | 'session';

type SessionSqlRow = Session['row'] & {
  readonly start_t: number;
  readonly start_fraction: string;
  readonly start_sequence: number;
  readonly start_message_id: string;
  readonly end_t: number;
  readonly end_fraction: string;
  readonly end_sequence: number;
  readonly end_message_id: string;
  readonly end_day: number;
  readonly stream: string;
  readonly last_attributes: string;
};

/**
 * Sessions in SQLite; so many are kept in memory between folds.
 * @param isStored whether a profile had a row before this fold.
 */
export function sessionStore(
  db: Db,
  heldCount: number,
  isStored: (profileId: string) => boolean,
): Pick<Store, SessionMethod> & { readonly flush: () => void } {
  const byId = db.prepare<[string], SessionSqlRow>('SELECT * FROM session_rows WHERE session_id = ?');
  const change = rowChanger<SessionSqlRow>(db, 'session_rows', USUAL);
  const setUsual = columnSetter(db, 'session_rows', USUAL);
  const setLatest = columnSetter(db, 'session_rows', [...USUAL, 'last_attributes']);
  const remove = db.prepare('DELETE FROM session_rows WHERE session_id = ?');
  // Written at once, because the first and last session of a person are found by their rows.
  const sessions = heldBack<string, Session>(heldCount, (id) => {
    const sql = byId.get(id);
    return sql && sessionOf(sql);
  });
  const ends = sessionEnds(db, heldCount, sessions.get, isStored);
  const find = (id: string | undefined) => (id === undefined ? undefined : sessions.get(id));
  function put(before: Session | undefined, after: Session): void {
    sessions.keep(after.row.session_id, after);
    change(before && sqlRowOf(before), sqlRowOf(after));
  }
  return {
    session: sessions.get,
    firstSession: (profileId) => find(ends.of(profileId).first),
    lastSession: (profileId) => find(ends.of(profileId).last),
    deleteSession(sessionId) {
      const before = sessions.get(sessionId);
      if (before) ends.change(before, undefined);
      sessions.drop(sessionId);
      remove.run(sessionId);
    },
    putSession(session) {
      const before = sessions.get(session.row.session_id);
      put(before, session);
      ends.change(before, session);
    },
    continueSession(session) {
      const { row, end, last } = session;
      const before = sessions.get(row.session_id);
      if (!before || dayNumber(before.end) !== dayNumber(end)) return put(before, session);
      sessions.keep(row.session_id, session);
      const usual = [
        row.ended_at,
        row.duration_ms,
        row.event_count,
        row.page_count,
        row.message_count,
        row.exit_url,
        row.rage_click_count,
        row.dead_click_count,
        row.error_click_count,
        end[0],
        end[1],
        end[2],
        end[3],
      ];
      if (before.last === last) setUsual([...usual, row.session_id]);
      else setLatest([...usual, attributesText(last), row.session_id]);
    },
    flush() {
      sessions.flush();
      ends.flush();
    },
  };
}

// What a visit changes that goes on as it began.
const USUAL = [
  'ended_at',
  'duration_ms',
  'event_count',
  'page_count',
  'message_count',
  'exit_url',
  'rage_click_count',
  'dead_click_count',
  'error_click_count',
  'end_t',
  'end_fraction',
  'end_sequence',
  'end_message_id',
] as const satisfies readonly (keyof SessionSqlRow)[];

function dayNumber([t]: Session['end']): number {
  return Math.floor(t / DAY_MS);
}

function sqlRowOf({ row, start, end, last }: Session): SessionSqlRow {
  return {
    ...row,
    ...{ start_t: start[0], start_fraction: start[1], start_sequence: start[2], start_message_id: start[3] },
    ...{ end_t: end[0], end_fraction: end[1], end_sequence: end[2], end_message_id: end[3] },
    end_day: dayNumber(end),
    stream: start[4],
    last_attributes: attributesText(last),
  };
}

function sessionOf(sql: SessionSqlRow): Session {
  const { last_attributes: last, stream, start_t, start_fraction, start_sequence, start_message_id, ...rest } = sql;
  const { end_t, end_fraction, end_sequence, end_message_id, end_day, ...row } = rest;
  return {
    row,
    start: [start_t, start_fraction, start_sequence, start_message_id, stream],
    end: [end_t, end_fraction, end_sequence, end_message_id, stream],
    last: attributesOf(JSON.parse(last)),
  };
}

function attributesText(columns: Session['last']): string {
  return JSON.stringify(ATTRIBUTE_COLUMNS.map((column) => columns[column]));
}

function attributesOf(values: readonly (string | null)[]): Session['last'] {
  const columns: { [name: string]: string | null } = {};
  for (const [index, column] of ATTRIBUTE_COLUMNS.entries()) columns[column] = values[index] ?? null;
  return columns as unknown as Session['last'];
}
