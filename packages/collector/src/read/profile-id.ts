import type { Db } from '../persist/database.ts';
import { NotFound } from './not-found.ts';

/**
 * The profile that an identity leads to; of a shared device its own, else the first person's.
 * @param identity `u:<userId>` or `a:<anonymousId>`.
 * @throws NotFound when it leads nowhere.
 */
export function profileIdOf(db: Db, identity: string): string {
  const profileId = findProfileId(db, identity);
  if (profileId === undefined) throw new NotFound(`there is no profile ${identity}`);
  return profileId;
}

/** The same, or undefined when the identity leads nowhere. */
export function findProfileId(db: Db, identity: string): string | undefined {
  if (!/^[ua]:/.test(identity)) return undefined;
  const kind = identity.startsWith('u:') ? 'user' : 'anonymous';
  return db
    .prepare<[string, string, string], string>(
      'SELECT profile_id FROM identities WHERE kind = ? AND identifier = ? ORDER BY profile_id <> ?, profile_id LIMIT 1',
    )
    .pluck()
    .get(kind, identity.slice(2), identity);
}
