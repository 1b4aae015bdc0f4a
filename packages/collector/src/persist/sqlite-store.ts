import { type Edge, type Event, type EventKey, type Rules, type Store, TRUST } from '@kith/fold';
import { dayOf } from '@kith/protocol';
import type { Db } from './database.ts';
import { erasedClaims } from './erased.ts';
import { FOLDED_COLUMNS, type FoldedRow, foldedEvent, type LoggedEvent } from './event-row.ts';
import { ownRowsWriter, rowWriter } from './rows.ts';
import { atomStore } from './sqlite-atoms.ts';
import { definitionStore } from './sqlite-definitions.ts';
import { facetStore } from './sqlite-facets.ts';
import { type NumberStore, numberOf, numberStore } from './sqlite-numbers.ts';
import { profileRowStore } from './sqlite-profiles.ts';
import { sessionStore } from './sqlite-sessions.ts';
import { steady } from './steady.ts';
import type { StreamTails } from './stream-tails.ts';

/** Rows of each sort that a store keeps in memory from one fold to the next, for what a collector meets again soon. */
const HELD_COUNT = 25_000;

/**
 * The fold's state in SQLite. Calls of one `fold()` must be in one transaction; when it is rolled back the store is to be
 * thrown away with it, because it holds rows in memory. Nothing else may write the derived tables meanwhile.
 */
export function sqliteStore(db: Db, rules: Rules, heldCount: number = HELD_COUNT): Store {
  const { tails, ...atoms } = atomStore(db, heldCount);
  const facets = facetStore(db, heldCount);
  const profiles = profileRowStore(db, heldCount);
  const sessions = sessionStore(db, heldCount, (profileId) => profiles.profile(profileId) !== undefined);
  const definitions = definitionStore(db, heldCount);
  const numbers = numberStore(db, heldCount);
  return {
    ...placementStore(db, rules, tails, numbers),
    ...atoms,
    ...identityStore(db),
    ...erasedClaims(db),
    ...facets,
    ...sessions,
    ...profiles,
    ...rowStore(db),
    ...definitions,
    flush() {
      for (const part of [atoms, facets, sessions, profiles, definitions, numbers]) part.flush();
    },
  };
}

function placementStore(
  db: Db,
  rules: Rules,
  tails: StreamTails,
  numbers: NumberStore,
): Pick<Store, 'atomOf' | 'events' | 'eventsOf' | 'floats' | 'place' | 'timeOf' | 'unplace'> {
  const byKey = db.prepare<[string, string], PlacementRow>(
    steady(`SELECT placements.* FROM event_log JOIN placements USING (seq) WHERE message_id = ? AND stream = ?`),
  );
  const insert = db.prepare(
    'INSERT OR REPLACE INTO placements (seq, atom_id, t, number, browser) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM placements WHERE seq = ?');
  const insertFloat = db.prepare('INSERT OR IGNORE INTO floats (stream, t, seq) VALUES (?, ?, ?)');
  const removeFloat = db.prepare('DELETE FROM floats WHERE stream = ? AND t = ? AND seq = ?');
  const insertCall = db.prepare(
    `INSERT OR REPLACE INTO group_calls (seq, atom_id, account_id, t, fraction, sequence, message_id, stream)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const removeCall = db.prepare('DELETE FROM group_calls WHERE seq = ?');
  const read = (row: FoldedRow) => foldedEvent(row, rules);
  const select = <Bound extends unknown[]>(from: string) =>
    db.prepare<Bound, FoldedRow>(steady(`SELECT ${FOLDED_COLUMNS} FROM ${from}`)).raw();
  const ofAtom = select<[number]>('placements JOIN event_log USING (seq) WHERE atom_id = ?');
  const everything = select<[]>("event_log WHERE seq <= (SELECT value FROM watermarks WHERE name = 'seq')");
  const floats = select<[string, number, number]>(
    'floats JOIN event_log USING (seq) WHERE floats.stream = ? AND floats.t BETWEEN ? AND ?',
  );
  return {
    atomOf: ({ messageId, stream }) => byKey.get(messageId, stream)?.atom_id,
    timeOf: ({ messageId, stream }) => byKey.get(messageId, stream)?.t,
    place(event, atom) {
      const { seq } = logged(event);
      const numbered = numberOf(event);
      insert.run(seq, atom.id, event.t, numbered?.number ?? null, numbered?.browser ?? null);
      if (numbered) numbers.add(atom.stream, event.messageId, numbered);
      const isFloat = atom.kind !== 'run' && !(atom.isServer && atom.user !== null);
      if (isFloat) {
        insertFloat.run(atom.stream, event.t, seq);
        tails.addFloat(atom.stream, event.t);
      }
      if (event.type === 'group' && event.groupId !== null) {
        const { groupId, t, fraction, sequence, messageId } = event;
        insertCall.run(seq, atom.id, groupId, t, fraction, sequence, messageId, atom.stream);
      }
    },
    unplace({ messageId, stream }) {
      const placement = byKey.get(messageId, stream);
      if (!placement) return;
      remove.run(placement.seq);
      const { t, number, browser } = placement;
      if (number !== null && browser !== null) numbers.remove(stream, messageId, { number, day: dayOf(t), browser });
      removeFloat.run(stream, placement.t, placement.seq);
      removeCall.run(placement.seq);
    },
    events: () => everything.all().map(read),
    eventsOf: (atomId) => ofAtom.all(atomId).map(read),
    floats: (stream, from, to) => (tails.hasFloats(stream, from) ? floats.all(stream, from, to).map(read) : []),
  };
}

interface PlacementRow {
  readonly seq: number;
  readonly atom_id: number;
  readonly t: number;
  readonly number: number | null;
  readonly browser: string | null;
}

function logged(event: Event): LoggedEvent {
  if ('seq' in event) return event as LoggedEvent;
  throw new Error(`event ${event.messageId} was folded before it was logged`);
}

function identityStore(
  db: Db,
): Pick<Store, 'canonical' | 'deleteEdge' | 'edgesFrom' | 'edgesTo' | 'putEdge' | 'serverEdges' | 'setCanonical'> {
  const writeAlias = rowWriter(db, 'aliases');
  const from = db.prepare<[string], AliasRow>(steady('SELECT * FROM aliases WHERE previous_id = ?'));
  const to = db.prepare<[string], AliasRow>(steady('SELECT * FROM aliases WHERE user_id = ?'));
  const vouched = db.prepare<[string, number, string, number], AliasRow>(
    steady(`SELECT * FROM aliases WHERE previous_id = ? AND trust = ?
     UNION ALL SELECT * FROM aliases WHERE user_id = ? AND trust = ?`),
  );
  const removeAlias = db.prepare<[string, string], AliasRow>(
    'DELETE FROM aliases WHERE stream = ? AND message_id = ? RETURNING *',
  );
  const name = db.prepare<[string], string>(steady('SELECT name FROM user_names WHERE user_id = ?')).pluck();
  const writeName = rowWriter(db, 'user_names');
  const linked = linkedIds(db);
  const removeName = db.prepare('DELETE FROM user_names WHERE user_id = ?');
  return {
    edgesFrom: (previousId) => (linked.mayHave(previousId) ? from.all(previousId).map(edgeOf) : []),
    edgesTo: (userId) => (linked.mayHave(userId) ? to.all(userId).map(edgeOf) : []),
    serverEdges: (id) => (linked.mayHave(id) ? vouched.all(id, TRUST.server, id, TRUST.server).map(edgeOf) : []),
    putEdge({ stream, messageId, previousId, userId, trust, position: [t, fraction, sequence] }) {
      linked.add(previousId);
      linked.add(userId);
      writeAlias({
        ...{ stream, message_id: messageId, previous_id: previousId, user_id: userId },
        ...{ trust, t, fraction, sequence },
      });
    },
    deleteEdge({ stream, messageId }: EventKey) {
      const row = removeAlias.get(stream, messageId);
      return row && edgeOf(row);
    },
    canonical: (user) => (linked.mayHave(user) ? name.get(user) : undefined),
    setCanonical(user, canonical) {
      linked.add(user);
      if (canonical === undefined) removeName.run(user);
      else writeName({ user_id: user, name: canonical });
    },
  };
}

/** Ids that are linked to others are few beside all others: so many are known by heart, and the others not asked for. */
const MOST_LINKED_IDS = 100_000;

// Every id with an alias, or a name by one or by a decision.
function linkedIds(db: Db): { readonly mayHave: (id: string) => boolean; readonly add: (id: string) => void } {
  const stored = db
    .prepare<[number], string>(
      'SELECT previous_id FROM aliases UNION SELECT user_id FROM aliases UNION SELECT user_id FROM user_names LIMIT ?',
    )
    .pluck();
  const ids = new Set(stored.all(MOST_LINKED_IDS));
  let isWhole = ids.size < MOST_LINKED_IDS;
  return {
    mayHave: (id) => !isWhole || ids.has(id),
    add(id) {
      isWhole &&= ids.add(id).size < MOST_LINKED_IDS;
    },
  };
}

interface AliasRow {
  readonly stream: string;
  readonly message_id: string;
  readonly previous_id: string;
  readonly user_id: string;
  readonly trust: Edge['trust'];
  readonly t: number;
  readonly fraction: string;
  readonly sequence: number;
}

function edgeOf(row: AliasRow): Edge {
  return {
    stream: row.stream,
    messageId: row.message_id,
    previousId: row.previous_id,
    userId: row.user_id,
    trust: row.trust,
    position: [row.t, row.fraction, row.sequence, row.message_id, row.stream],
  };
}

type RowMethod =
  | 'addEventCount'
  | 'changeIdentities'
  | 'putAccount'
  | 'putEngagements'
  | 'putIdentities'
  | 'putMemberships'
  | 'putSurveyResponses';

function rowStore(db: Db): Pick<Store, RowMethod> {
  const addCount = db.prepare(
    `INSERT INTO event_counts (profile_id, name, day, count) VALUES (?, ?, ?, ?)
     ON CONFLICT (profile_id, name, day) DO UPDATE SET count = count + excluded.count`,
  );
  const removeEmptyCount = db.prepare(
    'DELETE FROM event_counts WHERE profile_id = ? AND name = ? AND day = ? AND count = 0',
  );
  const writeAccount = rowWriter(db, 'account_rows');
  const removeAccount = db.prepare('DELETE FROM account_rows WHERE account_id = ?');
  const writeMembership = rowWriter(db, 'memberships');
  const removeMembership = db.prepare('DELETE FROM memberships WHERE profile_id = ? AND account_id = ?');
  const writeEngagement = rowWriter(db, 'engagement_rows');
  const removeEngagement = db.prepare(
    'DELETE FROM engagement_rows WHERE profile_id = ? AND content_type = ? AND content_id = ?',
  );
  const putIdentities = ownRowsWriter(db, 'identities', ['profile_id']);
  const putIdentity = ownRowsWriter(db, 'identities', ['kind', 'identifier', 'profile_id']);
  const writeResponse = rowWriter(db, 'survey_response_rows');
  const removeResponse = db.prepare(
    'DELETE FROM survey_response_rows WHERE profile_id = ? AND survey_id = ? AND response_id = ?',
  );
  const putAnswers = ownRowsWriter(db, 'survey_answers', ['profile_id', 'survey_id', 'response_id']);
  return {
    addEventCount(profileId, name, day, count) {
      addCount.run(profileId, name, day, count);
      if (count < 0) removeEmptyCount.run(profileId, name, day);
    },
    putIdentities: (profileId, rows) => putIdentities([profileId], rows),
    changeIdentities(profileId, changes) {
      for (const { kind, identifier, row } of changes) putIdentity([kind, identifier, profileId], row ? [row] : []);
    },
    putMemberships(profileId, rows) {
      for (const [accountId, row] of rows) {
        if (row) writeMembership(row);
        else removeMembership.run(profileId, accountId);
      }
    },
    putSurveyResponses(profileId, responses) {
      for (const [key, response] of responses) {
        const owner = [profileId, ...(JSON.parse(key) as [surveyId: string, responseId: string])];
        if (response) writeResponse({ ...response.row, atom_id: response.atomId ?? null });
        else removeResponse.run(owner);
        putAnswers(owner, response?.answers ?? []);
      }
    },
    putEngagements(profileId, rows) {
      for (const [key, row] of rows) {
        if (row) writeEngagement(row);
        else removeEngagement.run(profileId, ...(JSON.parse(key) as [type: string, id: string]));
      }
    },
    putAccount(accountId, row) {
      if (row) writeAccount(row);
      else removeAccount.run(accountId);
    },
  };
}
