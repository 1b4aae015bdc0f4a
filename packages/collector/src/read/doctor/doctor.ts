import type { Db } from '../../persist/database.ts';
import type { Asking } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';
import { brokenLedger } from './broken-ledger.ts';
import type { Check, Found } from './check.ts';
import { clockErrors } from './clock-errors.ts';
import { constantIds } from './constant-ids.ts';
import { GROWTH } from './growth.ts';
import { junkIds } from './junk-ids.ts';
import { leakedSecretKeys } from './leaked-secret-keys.ts';
import { logGrowth } from './log-growth.ts';
import { lostMessages } from './lost-messages.ts';
import { missingPlaces } from './missing-places.ts';
import { missingReset } from './missing-reset.ts';
import { oscillatingTraits } from './oscillating-traits.ts';
import { profilesBehind } from './profiles-behind.ts';
import { rejectedMessages } from './rejected-messages.ts';
import { reusedMessageIds } from './reused-message-ids.ts';
import { stalePlaces } from './stale-places.ts';
import { suspiciousLinks } from './suspicious-links.ts';
import { unusedSpace } from './unused-space.ts';
import { unverifiedIdentities } from './unverified-identities.ts';

/** Every check, the gravest first. */
export const CHECKS: readonly Check[] = [
  brokenLedger,
  leakedSecretKeys,
  logGrowth,
  profilesBehind,
  constantIds,
  reusedMessageIds,
  lostMessages,
  rejectedMessages,
  missingReset,
  junkIds,
  oscillatingTraits,
  suspiciousLinks,
  unverifiedIdentities,
  clockErrors,
  missingPlaces,
  stalePlaces,
  unusedSpace,
];

/** What a check has found: nothing, where its count is 0. */
export type Diagnosis = Omit<Check, 'find' | 'sql'> & Found;

/** Makes every check, at one moment of the database. */
export function diagnose(db: Db, asking: Asking): Diagnosis[] {
  return db.transaction(() => CHECKS.map(({ find, sql: _, ...about }) => ({ ...about, ...find(db, asking) })))();
}

/** What gives on the file what each check found, and how the file grows; by the name of the check. */
export function doctorSql(): Readonly<Record<string, string>> {
  const known = [...CHECKS, { name: 'growth', sql: GROWTH }];
  return Object.fromEntries(
    known.flatMap(({ name, sql }) => (sql === undefined ? [] : [[name, runnableSql({ sql, params: [] })]])),
  );
}
