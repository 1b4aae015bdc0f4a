import { type Check, LATEST, sqlCheck } from './check.ts';

/** Messages that name a user without proof while somebody looks for one. */
export const unverifiedIdentities: Check = sqlCheck({
  name: 'unverified_identities',
  severity: 'warning',
  title: 'browsers name users without a valid userHash',
  why: 'Anybody could send them under the name of somebody else. In enforce mode they would not count for the user.',
  fix: 'Let every page that names a user send a fresh userHash (docs/identity.md), then set KITH_IDENTITY_MODE=enforce.',
  sql: `
    SELECT identity_verdict, source, count(*) AS message_count, count(DISTINCT user_id) AS user_count, max(message_id) AS message_id
    FROM ${LATEST} WHERE identity_verdict IN ('expired', 'invalid', 'missing')
    GROUP BY identity_verdict, source
    ORDER BY message_count DESC, identity_verdict`,
});
