import type { Db } from './database.ts';
import type { KeyedHash } from './erasure-secret.ts';
import { knownIdentities } from './known-identities.ts';

/** A row of `audit`: who did what, when. */
export interface AuditEntry {
  /** ISO-8601. */
  readonly done_at: string;
  /** The name of a user or a key, or `admin-token`. */
  readonly actor: string;
  readonly action: 'export' | 'login' | 'login_refused' | 'logout' | 'read' | 'write';
  /** The path as the API describes it, without what was filled in. */
  readonly path: string;
  /** Whom it was about, as asked for: `u:<userId>` or `a:<anonymousId>`. */
  readonly identity: string | null;
  readonly decision_id: number | null;
}

/** Appends to the audit, all or nothing. Somebody whom nobody knows any more, as after an erasure, is not named. */
export function appendAudit(db: Db, entries: readonly AuditEntry[]): void {
  const isKnown = knownIdentities(db);
  const insert = db.prepare<[AuditEntry]>(
    `INSERT INTO audit (done_at, actor, action, path, identity, decision_id)
     VALUES (@done_at, @actor, @action, @path, @identity, @decision_id)`,
  );
  db.transaction(() => {
    for (const entry of entries) {
      const { identity } = entry;
      insert.run({ ...entry, identity: identity !== null && isKnown(identity) ? identity : null });
    }
  })();
}

/** Puts hashes in the place of identities that the audit names, as the decisions do. */
export function forgetInAudit(db: Db, identities: readonly string[], hash: KeyedHash): void {
  const update = db.prepare('UPDATE audit SET identity = ? WHERE identity = ?');
  for (const identity of identities) update.run(`erased:${hash(identity)}`, identity);
}
