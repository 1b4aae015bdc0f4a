import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import { NotFound } from '../not-found.ts';
import type { Row } from '../page.ts';
import { profileIdOf } from '../profile-id.ts';
import { runnableSql } from '../runnable-sql.ts';

/** What is asked about one person. */
export interface ProfileArgs {
  /** `u:<userId>` or `a:<anonymousId>`: any identifier that leads to the person. */
  readonly profile_id: string;
  readonly explain?: 'sql';
}

// A device that people logged in on may have a profile of its own, too: that is no person.
const LISTS = {
  identities: `SELECT kind, identifier, linked_at, rule, message_id,
      (SELECT count(*) FROM identities AS others
       WHERE others.kind = identities.kind AND others.identifier = identities.identifier AND others.rule <> 'device') AS person_count
    FROM identities WHERE profile_id = ? ORDER BY linked_at, kind, identifier`,
  trait_list: `SELECT key, trait_group, value, updated_at, message_id, trust
    FROM traits WHERE profile_id = ? ORDER BY trait_group, key`,
  accounts: `SELECT memberships.account_id, account_rows.name, first_at, last_at, trust
    FROM memberships LEFT JOIN account_rows USING (account_id) WHERE profile_id = ? ORDER BY last_at DESC, account_id`,
};
const PROFILE = 'SELECT * FROM profiles WHERE profile_id = ?';

/** One person: every column of `profiles`, the identifiers with their reasons, traits, accounts. */
export function profileQuestion(db: Db, { profile_id: identity, explain }: ProfileArgs): object {
  const profileId = profileIdOf(db, identity);
  const [profile] = rows(db, PROFILE, profileId);
  if (!profile) throw new NotFound(`there is no profile ${identity}`);
  return {
    ...profile,
    ...eachOf(LISTS, (sql) => rows(db, sql, profileId)),
    ...(explain && { sql: eachOf({ profile: PROFILE, ...LISTS }, (sql) => runnableSql({ sql, params: [profileId] })) }),
  };
}

function eachOf<T>(statements: Readonly<Record<string, string>>, answer: (sql: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(statements).map(([name, sql]) => [name, answer(sql)]));
}

function rows(db: Db, sql: string, profileId: string): object[] {
  return db.prepare<[string], Row>(sql).all(profileId).map(answerRow);
}
