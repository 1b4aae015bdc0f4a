import type { Atom, Position, Store } from '@kith/fold';
import type { Db } from './database.ts';
import { rowWriter } from './rows.ts';
import { atomStateOf, atomStateText } from './state-json.ts';
import { steady } from './steady.ts';

type AtomMethod =
  | 'atom'
  | 'atomAt'
  | 'atomsOf'
  | 'deleteAtom'
  | 'firstAtom'
  | 'firstAtomOfProfile'
  | 'hasStream'
  | 'newAtomId'
  | 'putAtom'
  | 'ridersOf'
  | 'runAfter'
  | 'runBefore'
  | 'streamsOf'
  | 'usersOf';

const START = 'start_t, start_fraction, start_sequence, start_message_id';
const START_DESC = 'start_t DESC, start_fraction DESC, start_sequence DESC, start_message_id DESC';

/** Atoms in SQLite, and what follows from which atoms there are: who named whom. */
export function atomStore(db: Db): Pick<Store, AtomMethod> {
  const byId = db.prepare<[number], AtomRow>(steady('SELECT * FROM atoms WHERE atom_id = ?'));
  const before = db.prepare<RunBound, AtomRow>(
    steady(
      `SELECT * FROM atoms WHERE stream = ? AND kind = 'run' AND (${START}) < (?, ?, ?, ?) ORDER BY ${START_DESC} LIMIT 1`,
    ),
  );
  const after = db.prepare<RunBound, AtomRow>(
    steady(
      `SELECT * FROM atoms WHERE stream = ? AND kind = 'run' AND (${START}) > (?, ?, ?, ?) ORDER BY ${START} LIMIT 1`,
    ),
  );
  const at = db.prepare<[string, string, string, string | null, number], AtomRow>(
    steady(
      `SELECT * FROM atoms WHERE stream = ? AND kind = ? AND kind <> 'run' AND anchor = ? AND user_id IS ? AND is_server = ?`,
    ),
  );
  const riders = db.prepare<[string, string], AtomRow>(
    steady(`SELECT * FROM atoms WHERE stream = ? AND kind = 'rider' AND kind <> 'run' AND anchor = ?`),
  );
  const ofStream = db.prepare<[string], AtomRow>(steady(`SELECT * FROM atoms WHERE stream = ? ORDER BY ${START}`));
  const firstOfUser = db.prepare<[string, string], AtomRow>(
    steady(`SELECT * FROM atoms WHERE user_id = ? AND stream = ? ORDER BY ${START} LIMIT 1`),
  );
  const firstOfProfile = db.prepare<[string], AtomRow>(
    steady(`SELECT * FROM atoms WHERE profile_id = ? ORDER BY ${START}, stream LIMIT 1`),
  );
  const anyOfStream = db.prepare(steady('SELECT 1 FROM atoms WHERE stream = ? LIMIT 1')).pluck();
  const users = distinct(db, 'user_id', 'stream');
  const streams = distinct(db, 'stream', 'user_id');
  const write = rowWriter(db, 'atoms');
  const remove = db.prepare('DELETE FROM atoms WHERE atom_id = ?');
  const greatestId = db.prepare<[], number>('SELECT coalesce(max(atom_id), 0) FROM atoms').pluck();
  // An id is not used again even when its atom is gone: one fold may remove an atom and make another.
  let lastId = 0;

  return {
    newAtomId() {
      lastId = Math.max(lastId, greatestId.get() ?? 0) + 1;
      return lastId;
    },
    atom: (id) => read(byId.get(id)),
    runBefore: (stream, position) => read(before.get(stream, ...bound(position))),
    runAfter: (stream, position) => read(after.get(stream, ...bound(position))),
    atomAt: ({ stream, kind, anchor, user, isServer }) => read(at.get(stream, kind, anchor, user, Number(isServer))),
    ridersOf: (run) => riders.all(run.stream, String(run.id)).map(atomOf),
    atomsOf: (stream) => ofStream.all(stream).map(atomOf),
    firstAtom: (stream, user) => read(firstOfUser.get(user, stream)),
    firstAtomOfProfile: (profileId) => read(firstOfProfile.get(profileId)),
    putAtom: (atom) => write(rowOf(atom)),
    deleteAtom: (atom) => remove.run(atom.id),
    hasStream: (stream) => anyOfStream.get(stream) !== undefined,
    usersOf: (stream) => users(stream),
    streamsOf: (user) => streams(user),
  };
}

type RunBound = [stream: string, t: number, fraction: string, sequence: number, messageId: string];

function bound([t, fraction, sequence, messageId]: Position): [number, string, number, string] {
  return [t, fraction, sequence, messageId];
}

// The distinct values of one column for one value of another, one index seek each: a device may have many atoms.
function distinct(db: Db, column: string, by: string): (value: string) => string[] {
  const where = `FROM atoms WHERE ${by} = @value AND user_id IS NOT NULL`;
  const statement = db
    .prepare<{ value: string }, string>(
      `WITH RECURSIVE found (item) AS (
         SELECT min(${column}) ${where}
         UNION ALL
         SELECT (SELECT min(${column}) ${where} AND ${column} > found.item) FROM found WHERE found.item IS NOT NULL
       )
       SELECT item FROM found WHERE item IS NOT NULL`,
    )
    .pluck();
  return (value) => statement.all({ value });
}

interface AtomRow {
  readonly atom_id: number;
  readonly stream: string;
  readonly kind: Atom['kind'];
  readonly anchor: string;
  readonly user_id: string | null;
  readonly is_server: number;
  readonly start_t: number;
  readonly start_fraction: string;
  readonly start_sequence: number;
  readonly start_message_id: string;
  readonly end_t: number;
  readonly end_fraction: string;
  readonly end_sequence: number;
  readonly end_message_id: string;
  readonly profile_id: string;
  readonly session_id: string | null;
  readonly state: string;
}

function read(row: AtomRow | undefined): Atom | undefined {
  return row && atomOf(row);
}

function atomOf(row: AtomRow): Atom {
  return {
    id: row.atom_id,
    stream: row.stream,
    kind: row.kind,
    anchor: row.anchor,
    user: row.user_id,
    isServer: row.is_server === 1,
    start: [row.start_t, row.start_fraction, row.start_sequence, row.start_message_id, row.stream],
    end: [row.end_t, row.end_fraction, row.end_sequence, row.end_message_id, row.stream],
    profileId: row.profile_id,
    sessionId: row.session_id,
    state: atomStateOf(row.state),
  };
}

function rowOf({ id, stream, kind, anchor, user, isServer, start, end, profileId, sessionId, state }: Atom): AtomRow {
  return {
    atom_id: id,
    ...{ stream, kind, anchor, user_id: user, is_server: Number(isServer) },
    ...{ start_t: start[0], start_fraction: start[1], start_sequence: start[2], start_message_id: start[3] },
    ...{ end_t: end[0], end_fraction: end[1], end_sequence: end[2], end_message_id: end[3] },
    ...{ profile_id: profileId, session_id: sessionId, state: atomStateText(state) },
  };
}
