import type { Db } from './database.ts';

/** Prepares to tell whether an identity (`u:` and a userId, `a:` and an anonymousId) leads to anybody. */
export function knownIdentities(db: Db): (identity: string) => boolean {
  const found = db.prepare<[string, string], number>('SELECT 1 FROM identities WHERE kind = ? AND identifier = ?');
  return (identity) => found.get(identity.startsWith('u:') ? 'user' : 'anonymous', identity.slice(2)) !== undefined;
}
