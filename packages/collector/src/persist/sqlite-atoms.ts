import { type Atom, isBegunAlike, type Position, type Store } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { rowWriter } from './rows.ts';
import { atomFiguresText, atomStateOf, atomStateText } from './state-json.ts';
import { steady } from './steady.ts';
import { type StreamTails, streamTails } from './stream-tails.ts';

type AtomMethod =
  | 'atom'
  | 'atomAt'
  | 'atomsOf'
  | 'deleteAtom'
  | 'firstAtom'
  | 'firstAtomOfProfile'
  | 'firstAtomOfUser'
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

/**
 * Atoms in SQLite, and what follows from which atoms there are: who named whom. So many are kept in memory between folds.
 */
export function atomStore(
  db: Db,
  heldCount: number,
): Pick<Store, AtomMethod> & { readonly flush: () => void; readonly tails: StreamTails } {
  const tails = streamTails(db, heldCount);
  const before = idQuery<RunBound>(
    db,
    `stream = ? AND kind = 'run' AND (${START}) < (?, ?, ?, ?) ORDER BY ${START_DESC} LIMIT 1`,
  );
  const after = idQuery<RunBound>(
    db,
    `stream = ? AND kind = 'run' AND (${START}) > (?, ?, ?, ?) ORDER BY ${START} LIMIT 1`,
  );
  const byKey = idQuery<[string, string, string, string | null, number]>(
    db,
    `stream = ? AND kind = ? AND kind <> 'run' AND anchor = ? AND user_id IS ? AND is_server = ?`,
  );
  const riders = idQuery<[string, string]>(db, `stream = ? AND kind = 'rider' AND kind <> 'run' AND anchor = ?`);
  const ofStream = idQuery<[string]>(db, `stream = ? ORDER BY ${START}`);
  const firstOfUser = idQuery<[string, string]>(db, `user_id = ? AND stream = ? ORDER BY ${START} LIMIT 1`);
  const firstAnywhere = idQuery<[string, string]>(
    db,
    `user_id = ? AND start_t = (SELECT min(start_t) FROM atoms WHERE user_id = ?) ORDER BY ${START}, stream LIMIT 1`,
  );
  const firstOfProfile = idQuery<[string]>(db, `profile_id = ? ORDER BY ${START}, stream LIMIT 1`);
  const anyOfStream = idQuery<[string]>(db, 'stream = ? LIMIT 1');
  const users = distinct(db, 'user_id', 'stream');
  const streams = distinct(db, 'stream', 'user_id');
  const table = atomTable(db);
  const atoms = heldBack(heldCount, table.read, table.writeFigures);
  const known = heldBack<string, true>(heldCount, (stream) => anyOfStream(stream).length > 0 || undefined);
  // Read before anything is removed: one fold may remove the latest atom and make another, which must not take its id.
  let lastId = Number(db.prepare('SELECT coalesce(max(atom_id), 0) FROM atoms').pluck().get());
  const at = (id: number | null) => (id === null ? undefined : atoms.get(id));
  const all = (ids: readonly number[]) => ids.map((id) => atoms.get(id)).filter((atom) => atom !== undefined);
  const first = ([id]: number[]) => (id === undefined ? undefined : atoms.get(id));

  return {
    newAtomId() {
      atoms.miss(++lastId);
      return lastId;
    },
    atom: atoms.get,
    runBefore(stream, position) {
      const id = tails.before(stream, position);
      return id === undefined ? first(before(stream, ...bound(position))) : at(id);
    },
    runAfter(stream, position) {
      const id = tails.after(stream, position);
      return id === undefined ? first(after(stream, ...bound(position))) : at(id);
    },
    atomAt: ({ stream, kind, anchor, user, isServer }) => first(byKey(stream, kind, anchor, user, Number(isServer))),
    ridersOf(run) {
      const known = tails.ridersOf(run);
      if (known) return all(known);
      const ids = riders(run.stream, String(run.id));
      tails.keepRiders(run, ids);
      return all(ids);
    },
    atomsOf: (stream) => all(ofStream(stream)),
    firstAtom: (stream, user) => first(firstOfUser(user, stream)),
    firstAtomOfUser: (user) => first(firstAnywhere(user, user)),
    firstAtomOfProfile: (profileId) => first(firstOfProfile(profileId)),
    putAtom(atom) {
      const before = atoms.get(atom.id);
      if (!before) known.keep(atom.stream, true);
      table.writePlace(atom, before);
      if (!before || before.start !== atom.start) tails.put(atom, !before);
      // An atom that only moved says what it said.
      if (!before || before.state === atom.state) atoms.keep(atom.id, atom);
      else atoms.set(atom.id, atom);
    },
    deleteAtom(atom) {
      atoms.drop(atom.id);
      known.drop(atom.stream);
      table.remove(atom.id);
      tails.remove(atom);
    },
    hasStream: (stream) => known.get(stream) === true,
    usersOf: users,
    streamsOf: (user) => streams(user),
    tails,
    flush() {
      atoms.flush();
      known.flush();
    },
  };
}

function idQuery<Bound extends unknown[]>(db: Db, where: string): (...bound: Bound) => number[] {
  const statement = db.prepare<unknown[], number>(steady(`SELECT atom_id FROM atoms WHERE ${where}`)).pluck();
  return (...bound) => statement.all(...bound);
}

interface AtomTable {
  readonly read: (id: number) => Atom | undefined;
  /** Writes a new atom, or of one that has changed what seldom does. */
  readonly writePlace: (atom: Atom, previous: Atom | undefined) => void;
  /** Writes what every event changes. */
  readonly writeFigures: (id: number, atom: Atom) => void;
  readonly remove: (id: number) => void;
}

function atomTable(db: Db): AtomTable {
  const byId = db.prepare<[number], AtomRow & { state: string | null }>(
    'SELECT * FROM atoms LEFT JOIN atom_states USING (atom_id) WHERE atom_id = ?',
  );
  const insert = rowWriter(db, 'atoms');
  const setOwner = db.prepare('UPDATE atoms SET profile_id = ?, session_id = ? WHERE atom_id = ?');
  const setFigures = db.prepare(
    `UPDATE atoms SET end_t = ?, end_fraction = ?, end_sequence = ?, end_message_id = ?, figures = ? WHERE atom_id = ?`,
  );
  const setState = db.prepare('INSERT OR REPLACE INTO atom_states (atom_id, state) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM atoms WHERE atom_id = ?');
  const removeState = db.prepare('DELETE FROM atom_states WHERE atom_id = ?');
  return {
    read(id) {
      const row = byId.get(id);
      return row && atomOf(row, row.state);
    },
    writePlace(atom, previous) {
      if (atom.kind === 'run' && !(previous && isBegunAlike(previous.state, atom.state))) {
        setState.run(atom.id, atomStateText(atom.state));
      }
      if (!previous || previous.start !== atom.start) return insert(rowOf(atom));
      if (previous.profileId !== atom.profileId || previous.sessionId !== atom.sessionId) {
        setOwner.run(atom.profileId, atom.sessionId, atom.id);
      }
    },
    writeFigures(id, atom) {
      const [t, fraction, sequence, messageId] = atom.end;
      setFigures.run(t, fraction, sequence, messageId, atomFiguresText(atom), id);
    },
    remove(id) {
      remove.run(id);
      removeState.run(id);
    },
  };
}

type RunBound = [stream: string, t: number, fraction: string, sequence: number, messageId: string];

function bound([t, fraction, sequence, messageId]: Position): [number, string, number, string] {
  return [t, fraction, sequence, messageId];
}

// The distinct values of one column for one value of another, an index seek each: a device may have many atoms.
function distinct(db: Db, column: string, by: string): (value: string, limit?: number) => string[] {
  const next = db
    .prepare<[string, string], string>(
      steady(
        `SELECT ${column} FROM atoms WHERE ${by} = ? AND user_id IS NOT NULL AND ${column} > ? ORDER BY ${column} LIMIT 1`,
      ),
    )
    .pluck();
  return (value, limit = Number.POSITIVE_INFINITY) => {
    const found: string[] = [];
    let item = next.get(value, '');
    while (item !== undefined && found.push(item) < limit) item = next.get(value, item);
    return found;
  };
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
  readonly profile_id: string;
  readonly session_id: string | null;
  readonly end_t: number;
  readonly end_fraction: string;
  readonly end_sequence: number;
  readonly end_message_id: string;
  readonly figures: string;
}

function atomOf(row: AtomRow, state: string | null): Atom {
  const end: Position = [row.end_t, row.end_fraction, row.end_sequence, row.end_message_id, row.stream];
  return {
    id: row.atom_id,
    stream: row.stream,
    kind: row.kind,
    anchor: row.anchor,
    user: row.user_id,
    isServer: row.is_server === 1,
    start: [row.start_t, row.start_fraction, row.start_sequence, row.start_message_id, row.stream],
    profileId: row.profile_id,
    sessionId: row.session_id,
    end,
    state: atomStateOf(row.figures, state, end),
  };
}

function rowOf(atom: Atom): AtomRow {
  const { id, stream, kind, anchor, user, isServer, start, profileId, sessionId, end } = atom;
  return {
    atom_id: id,
    ...{ stream, kind, anchor, user_id: user, is_server: Number(isServer) },
    ...{ start_t: start[0], start_fraction: start[1], start_sequence: start[2], start_message_id: start[3] },
    ...{ profile_id: profileId, session_id: sessionId },
    ...{ end_t: end[0], end_fraction: end[1], end_sequence: end[2], end_message_id: end[3] },
    figures: atomFiguresText(atom),
  };
}
