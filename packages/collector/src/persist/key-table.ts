import { DecisionError } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import type { KeyChange } from '../collect/key-change.ts';
import type { Key } from '../collect/keys.ts';
import type { Db } from './database.ts';

/** The keys of a database that are in force. The file holds hashes only. */
export function liveKeys(db: Db): readonly Key[] {
  return db
    .prepare<[], Key>('SELECT kind, source, sha256 AS digest FROM keys WHERE revoked_at IS NULL ORDER BY key_id')
    .all();
}

/**
 * Notes which keys the settings and the key file give: they are in force for as long as they are given. Those that were
 * given before are not any more.
 */
export function giveKeys(db: Db, given: readonly Key[], now: number): void {
  const at = formatTime(now);
  const digests = JSON.stringify(given.map(({ digest }) => digest));
  const put = db.prepare(
    `INSERT INTO keys (kind, source, sha256, is_given, created_at) VALUES (@kind, @source, @digest, 1, @at)
     ON CONFLICT (sha256) DO UPDATE SET kind = @kind, source = @source, is_given = 1, revoked_at = NULL`,
  );
  db.transaction(() => {
    db.prepare(
      `UPDATE keys SET is_given = 0, revoked_at = ?
       WHERE is_given AND sha256 NOT IN (SELECT value FROM json_each(?))`,
    ).run(at, digests);
    for (const key of given) put.run({ ...key, at });
  })();
}

/**
 * Adds, replaces or revokes a key.
 * @returns the id of the key which that is about: of the new one, or of the one revoked.
 * @throws DecisionError when it cannot be done; nothing has changed then.
 */
export function changeKeys(db: Db, change: KeyChange, now: number): number {
  const at = formatTime(now);
  const find = db.prepare<[number], KeyRow>('SELECT * FROM keys WHERE key_id = ? AND revoked_at IS NULL');
  const requireKey = (keyId: number) => {
    const row = find.get(keyId);
    if (!row) throw new DecisionError(`there is no key ${keyId} in force: kith keys lists them`);
    return row;
  };
  const add = (kind: string, source: string, digest: string, isGiven: boolean) => {
    const insert = db.prepare('INSERT INTO keys (kind, source, sha256, is_given, created_at) VALUES (?, ?, ?, ?, ?)');
    return Number(insert.run(kind, source, digest, Number(isGiven), at).lastInsertRowid);
  };
  return db.transaction(() => {
    if (change.action === 'add') return add(change.kind, change.source, change.digest, false);
    const row = requireKey(change.keyId);
    if (change.action === 'rotate') {
      // The new key takes its place in the key file, so the old one is no longer given and lasts until it is revoked.
      if (change.isGiven) db.prepare('UPDATE keys SET is_given = 0 WHERE key_id = ?').run(row.key_id);
      return add(row.kind, row.source, change.digest, change.isGiven);
    }
    if (row.is_given === 1) {
      throw new DecisionError(
        `key ${row.key_id} is given by the settings or the key file: rotate it, or change it there`,
      );
    }
    db.prepare('UPDATE keys SET revoked_at = ? WHERE key_id = ?').run(at, row.key_id);
    return row.key_id;
  })();
}

/** Notes that a secret key came from a browser, and so is public. The first time counts. */
export function noteExposure(db: Db, digest: string, now: number): void {
  db.prepare('UPDATE keys SET exposed_at = ? WHERE sha256 = ? AND exposed_at IS NULL').run(formatTime(now), digest);
}

/** A row of `keys`. */
export interface KeyRow {
  readonly key_id: number;
  readonly kind: Key['kind'];
  readonly source: string;
  readonly sha256: string;
  readonly is_given: number;
  readonly created_at: string;
  readonly revoked_at: string | null;
  readonly exposed_at: string | null;
}

/** Every key there ever was, in the order in which they were made. */
export function allKeys(db: Db): readonly KeyRow[] {
  return db.prepare<[], KeyRow>('SELECT * FROM keys ORDER BY key_id').all();
}
