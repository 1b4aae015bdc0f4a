import { DecisionError } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import type { Db } from './database.ts';

/** What somebody was granted and may still do. */
export interface Grant {
  /** A `user` is a person with a password, a `key` belongs to a program. */
  readonly kind: 'key' | 'user';
  readonly name: string;
  readonly scopes: readonly string[];
  /** sha256 of a key; of a password what `hashPassword` makes. */
  readonly secretHash: string;
}

/** What an operator does to grants. Passwords and keys come as their hash: the server sees neither before it is used. */
export type GrantChange =
  | ({ readonly action: 'add' } & Grant)
  | { readonly action: 'password'; readonly name: string; readonly secretHash: string }
  | { readonly action: 'revoke'; readonly name: string };

interface GrantRow {
  readonly access_id: number;
  readonly kind: Grant['kind'];
  readonly name: string;
  readonly scopes: string;
  readonly secret_hash: string;
}

/** The grants in force. */
export function liveGrants(db: Db): readonly Grant[] {
  return db
    .prepare<[], GrantRow>('SELECT * FROM grants WHERE revoked_at IS NULL ORDER BY access_id')
    .all()
    .map(({ kind, name, scopes, secret_hash: secretHash }) => ({ kind, name, scopes: JSON.parse(scopes), secretHash }));
}

/**
 * Adds or revokes a grant, or gives a person another password.
 * @returns the `access_id` of the grant.
 * @throws DecisionError when it cannot be done; nothing has changed then.
 */
export function changeGrants(db: Db, change: GrantChange, now: number): number {
  const at = formatTime(now);
  const find = db.prepare<[string], GrantRow & { revoked_at: string | null }>('SELECT * FROM grants WHERE name = ?');
  return db.transaction(() => {
    const row = find.get(change.name);
    if (change.action === 'add') {
      if (row)
        throw new DecisionError(`${change.name} has been given before: take another name, so that audits are clear`);
      const insert = db.prepare(
        'INSERT INTO grants (kind, name, scopes, secret_hash, created_at) VALUES (?, ?, ?, ?, ?)',
      );
      const { kind, name, scopes, secretHash } = change;
      return Number(insert.run(kind, name, JSON.stringify(scopes), secretHash, at).lastInsertRowid);
    }
    if (!row || row.revoked_at !== null)
      throw new DecisionError(`nobody named ${change.name} has access: kith access lists them`);
    if (change.action === 'password') {
      if (row.kind !== 'user') throw new DecisionError(`${change.name} is a key: revoke it and add another`);
      db.prepare('UPDATE grants SET secret_hash = ? WHERE access_id = ?').run(change.secretHash, row.access_id);
    } else db.prepare('UPDATE grants SET revoked_at = ? WHERE access_id = ?').run(at, row.access_id);
    return row.access_id;
  })();
}

/** A row of `access`. */
export interface AccessRow extends Omit<GrantRow, 'secret_hash'> {
  readonly created_at: string;
  readonly revoked_at: string | null;
}

/** Everybody who was ever granted access, in that order. */
export function allAccess(db: Db): readonly AccessRow[] {
  return db.prepare<[], AccessRow>('SELECT * FROM access ORDER BY access_id').all();
}
