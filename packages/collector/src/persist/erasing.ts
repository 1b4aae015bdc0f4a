import type { Erasable, EventKey } from '@kith/fold';
import type { Db } from './database.ts';
import { messageText } from './erased.ts';
import type { KeyedHash } from './erasure-secret.ts';
import type { EventRow } from './event-row.ts';
import { ledger } from './ledger.ts';

/** Derived rows of a profile. */
export interface OwnCounts {
  readonly sessionCount: number;
  readonly responseCount: number;
}

/** Counts what profiles have. */
export function countOwn(db: Db, profileIds: readonly string[]): OwnCounts {
  const count = (table: string) => {
    const statement = db.prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE profile_id = ?`).pluck();
    return profileIds.reduce((sum, profileId) => sum + (statement.get(profileId) ?? 0), 0);
  };
  return { sessionCount: count('session_rows'), responseCount: count('survey_response_rows') };
}

/** Counts the events of profiles up to a time. */
export function countEvents(db: Db, profileIds: readonly string[], until: number | null): number {
  const count = db
    .prepare<[string, number], number>(
      'SELECT count(*) FROM atoms JOIN placements USING (atom_id) WHERE profile_id = ? AND placements.t <= ?',
    )
    .pluck();
  return profileIds.reduce((sum, id) => sum + (count.get(id, until ?? Number.MAX_SAFE_INTEGER) ?? 0), 0);
}

/** What is to be erased. */
export interface Selected {
  readonly keys: readonly EventKey[];
  /** Of the latest message, in ms since 1970. */
  readonly latest: number;
}

/**
 * Selects the events to erase: those of the profile, all of the person's own devices, and aliases that name any of them.
 * They stay selected, on this connection, until {@link deleteSelected}.
 */
export function select(
  db: Db,
  { profileId, users, ownDevices }: Pick<Erasable, 'ownDevices' | 'profileId' | 'users'>,
  until: number | null,
): Selected {
  begin(db);
  const limit = until ?? Number.MAX_SAFE_INTEGER;
  const add = (source: string) =>
    db.prepare<unknown[]>(`INSERT OR IGNORE INTO erasing (seq) SELECT log.seq FROM ${source} AND log.t <= ?`);
  const atoms = 'atoms JOIN placements USING (atom_id) JOIN event_log AS log USING (seq)';
  add(`${atoms} WHERE atoms.profile_id = ?`).run(profileId, limit);
  const ofStream = add(`${atoms} WHERE atoms.stream = ?`);
  for (const device of ownDevices) ofStream.run(`a:${device}`, limit);
  // Aliases without a userId link nothing, and what had to be proved counts as nobody's: only the log knows them.
  add(`event_log AS log WHERE (log.user_id IN (SELECT value FROM json_each(?))
    OR (log.type = 'alias' AND log.previous_id IN (SELECT value FROM json_each(?))))`).run(
    JSON.stringify([...users]),
    JSON.stringify([...users, ...ownDevices]),
    limit,
  );
  const rows = db
    .prepare<[], EventKey & { t: number }>(
      'SELECT stream, message_id AS messageId, t FROM erasing JOIN event_log USING (seq)',
    )
    .all();
  return { keys: rows, latest: rows.reduce((latest, { t }) => Math.max(latest, t), 0) };
}

/** Selects events by their seqs, those from before a time in ms since 1970, until {@link deleteSelected}. @returns how many. */
export function selectSeqs(db: Db, seqs: readonly number[], before: number): number {
  begin(db);
  return db
    .prepare(
      `INSERT INTO erasing (seq) SELECT log.seq FROM json_each(?) AS given CROSS JOIN event_log AS log ON log.seq = given.value
       WHERE log.t < ? ORDER BY given.key`,
    )
    .run(JSON.stringify(seqs), before).changes;
}

/** Selects the events that a test finds, until {@link deleteSelected}. @returns how many. */
export function selectWhere(db: Db, isFound: (row: EventRow) => boolean): number {
  begin(db);
  const found: number[] = [];
  for (const row of db.prepare<[], EventRow>('SELECT * FROM event_log').iterate())
    if (isFound(row)) found.push(row.seq);
  const insert = db.prepare('INSERT INTO erasing (seq) VALUES (?)');
  for (const seq of found) insert.run(seq);
  return found.length;
}

/** Walks the selected events in their order, so many at a time. */
export function* selectedKeys(db: Db): Iterable<EventKey[]> {
  const next = db.prepare<[number, number], EventKey & { rank: number }>(
    `SELECT rank, stream, message_id AS messageId FROM erasing JOIN event_log USING (seq)
     WHERE rank > ? ORDER BY rank LIMIT ?`,
  );
  for (let rows = next.all(0, BATCH_COUNT); rows.length > 0; rows = next.all(rows.at(-1)?.rank ?? 0, BATCH_COUNT)) {
    yield rows;
  }
}

const BATCH_COUNT = 20_000;

function begin(db: Db): void {
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS erasing (rank INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE);
    DELETE FROM erasing`);
}

/** Deletes the selected events from the log, and keeps hashes of their keys, so that no copy of them comes back. */
export function deleteSelected(db: Db, hash: KeyedHash, fate: 'erased' | 'expired'): void {
  const sources = db.prepare<[], [string, number]>(
    'SELECT source, count(*) FROM erasing JOIN event_log USING (seq) GROUP BY source',
  );
  const changes = ledger(db)();
  for (const [source, count] of sources.raw().all()) changes.move(source, 'stored', fate, count);
  changes.book();
  const keep = db.prepare(`INSERT OR IGNORE INTO ${fate}_messages (stream_hash, message_hash) VALUES (?, ?)`);
  for (const keys of selectedKeys(db)) {
    for (const { stream, messageId } of keys) keep.run(hash(stream), hash(messageText(stream, messageId)));
  }
  db.exec(`
    DELETE FROM replacements WHERE seq IN (SELECT seq FROM erasing);
    DELETE FROM event_log WHERE seq IN (SELECT seq FROM erasing);
    DELETE FROM erasing`);
}

/** Deletes the refused messages that mention any identifier of the person. @returns how many. */
export function forgetRejected(db: Db, { profileId, users, ownDevices }: Erasable): number {
  const others = db
    .prepare<[string], string>(
      "SELECT identifier FROM identities WHERE profile_id = ? AND kind NOT IN ('anonymous', 'user')",
    )
    .pluck();
  const texts = [...users, ...ownDevices, ...others.all(profileId)];
  const isMentioned = mentions(texts);
  const rows = db.prepare<[], { rejected_id: number; source: string; text: string }>(
    `SELECT rejected_id, source, coalesce(body, '') || ' ' || coalesce(request, '') || ' ' || message || ' ' || path AS text FROM rejected_events`,
  );
  const found: number[] = [];
  const changes = ledger(db)();
  for (const { rejected_id, source, text } of rows.iterate()) {
    if (!isMentioned(text)) continue;
    found.push(rejected_id);
    changes.move(source, 'rejected', 'erased', 1);
  }
  const remove = db.prepare('DELETE FROM rejected_events WHERE rejected_id = ?');
  for (const id of found) remove.run(id);
  changes.book();
  return found.length;
}

/** Deletes the refused messages whose JSON a test finds. @returns how many. */
export function forgetRejectedWhere(db: Db, isFound: (body: string) => boolean): number {
  const rows = db.prepare<[], { rejected_id: number; source: string; body: string }>(
    'SELECT rejected_id, source, body FROM rejected_events WHERE body IS NOT NULL',
  );
  const found = rows.all().filter(({ body }) => isFound(body));
  const remove = db.prepare('DELETE FROM rejected_events WHERE rejected_id = ?');
  const changes = ledger(db)();
  for (const { rejected_id, source } of found) {
    remove.run(rejected_id);
    changes.move(source, 'rejected', 'erased', 1);
  }
  changes.book();
  return found.length;
}

/** Deletes the refused messages received before a time. @returns how many. */
export function expireRejected(db: Db, before: string): number {
  const removed = db
    .prepare<[string], string>('DELETE FROM rejected_events WHERE received_at < ? RETURNING source')
    .pluck()
    .all(before);
  const changes = ledger(db)();
  for (const source of removed) changes.move(source, 'rejected', 'expired', 1);
  changes.book();
  return removed.length;
}

// Whether a text holds one of the words, as a whole: an id of one digit is part of nearly everything.
function mentions(words: readonly string[]): (text: string) => boolean {
  const escaped = [...new Set(words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]))]
    .filter((word) => word !== '')
    .map((word) => word.replace(/[^\p{L}\p{N}\s]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`));
  if (escaped.length === 0) return () => false;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  return (text) => pattern.test(text);
}
