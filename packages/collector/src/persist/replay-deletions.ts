import { DEFAULT_RULES, type Expire } from '@kith/fold';
import type { Db } from './database.ts';
import { forgetIdentities } from './decision-log.ts';
import { type ErasedValue, identifiersIn, readErased } from './erased.ts';
import { deleteSelected, expireRejected, forgetRejectedWhere, selectWhere } from './erasing.ts';
import { erasureHash, hasErasures, type KeyedHash } from './erasure-secret.ts';
import { type EventRow, eventOf } from './event-row.ts';

/** What was deleted from an older copy of a database, because it has been deleted from the current one since. */
export interface Replayed {
  readonly erasedCount: number;
  readonly expiredCount: number;
  readonly rejectedCount: number;
}

/**
 * Deletes from an older copy of a database what the current file, attached as `file`, knows to be erased or expired, and
 * takes over what keeps it away. Keys that were revoked since stay revoked. The derived tables are stale afterwards, and are made
 * anew when the copy is opened again. Call in a transaction.
 * @throws when the key file beside the current file is not the one that the erasures were made with.
 */
export function replayDeletions(db: Db): Replayed {
  db.exec(`
    UPDATE keys SET
      revoked_at = coalesce(revoked_at, (SELECT revoked_at FROM file.keys AS now WHERE now.sha256 = keys.sha256)),
      exposed_at = coalesce(exposed_at, (SELECT exposed_at FROM file.keys AS now WHERE now.sha256 = keys.sha256));
    INSERT OR REPLACE INTO grants SELECT * FROM file.grants;
    INSERT OR REPLACE INTO audit SELECT * FROM file.audit;
    INSERT OR IGNORE INTO meta SELECT name, value FROM file.meta WHERE name = 'erasure_check';
    INSERT OR IGNORE INTO erased_messages SELECT * FROM file.erased_messages;
    INSERT OR IGNORE INTO expired_messages SELECT * FROM file.expired_messages;
    INSERT OR IGNORE INTO dropped_messages SELECT * FROM file.dropped_messages;
    DELETE FROM meta WHERE name = 'derived'`);
  const added = addDecisions(db);
  if (!hasErasures(db)) return { erasedCount: 0, expiredCount: 0, rejectedCount: 0 };
  const hash = erasureHash(db);
  const erased = readErased(db);
  const remove = (fate: 'erased' | 'expired') => {
    const count = selectWhere(db, (row: EventRow) => erased.fateOf(eventOf(row, DEFAULT_RULES)) === fate);
    deleteSelected(db, hash, fate);
    return count;
  };
  const erasedCount = remove('erased');
  const expiredCount = remove('expired');
  const before = added.flatMap(({ kind, value }) => (kind === 'expire' ? timesIn(value) : []));
  const rejectedCount =
    forgetRejectedWhere(db, erased.isNamedIn) +
    (added.some(isOfInactive) ? forgetRejectedWhere(db, namesSomebodyGone(db, hash)) : 0) +
    before.reduce((count, time) => count + expireRejected(db, time), 0);
  const ids = new Set(
    added.flatMap(({ kind, value }) => (kind === 'erase' ? (JSON.parse(value) as ErasedValue).ids : [])),
  );
  const named = db
    .prepare<[], string>(
      'SELECT identity FROM decisions WHERE identity IS NOT NULL UNION SELECT other_identity FROM decisions WHERE other_identity IS NOT NULL',
    )
    .pluck()
    .all();
  forgetIdentities(
    db,
    named.filter((identity) => ids.has(hash(identity))),
    hash,
  );
  return { erasedCount, expiredCount, rejectedCount };
}

// Of refused messages too. What expired with its people is known by its keys.
function timesIn(value: string): string[] {
  const { before, inactive } = readExpiry(value);
  return inactive ? [] : [before];
}

function isOfInactive({ kind, value }: Deletion): boolean {
  return kind === 'expire' && readExpiry(value).inactive === true;
}

function readExpiry(value: string): Pick<Expire, 'before' | 'inactive'> {
  return JSON.parse(value);
}

// Who had messages, and has none any more.
function namesSomebodyGone(db: Db, hash: KeyedHash): (body: string) => boolean {
  const hadSome = db.prepare<[string], number>('SELECT 1 FROM expired_messages WHERE stream_hash = ? LIMIT 1');
  const present = new Set(db.prepare<[], string>('SELECT DISTINCT stream FROM event_log').pluck().iterate());
  return (body) => identifiersIn(body).some((id) => !present.has(id) && hadSome.get(hash(id)) !== undefined);
}

interface Deletion {
  readonly decision_id: number;
  readonly kind: 'erase' | 'expire';
  readonly value: string;
  readonly decided_at: string;
}

// Under numbers of their own: those of the current file may be taken.
function addDecisions(db: Db): readonly Deletion[] {
  const missing = db
    .prepare<[], Deletion>(
      `SELECT decision_id, kind, value, decided_at FROM file.decisions AS later
       WHERE kind IN ('erase', 'expire') AND NOT EXISTS (
         SELECT 1 FROM main.decisions AS known
         WHERE known.kind = later.kind AND known.value = later.value AND known.decided_at = later.decided_at)
       ORDER BY decision_id`,
    )
    .all();
  const decide = db.prepare('INSERT INTO main.decisions (kind, value, decided_at) VALUES (?, ?, ?)');
  const claim = db.prepare(
    `INSERT OR IGNORE INTO main.erased_claims (stream_hash, decision_id, user_hash)
     SELECT stream_hash, ?, user_hash FROM file.erased_claims WHERE decision_id = ?`,
  );
  for (const { decision_id, kind, value, decided_at } of missing) {
    const { lastInsertRowid } = decide.run(kind, value, decided_at);
    claim.run(lastInsertRowid, decision_id);
  }
  return missing;
}
