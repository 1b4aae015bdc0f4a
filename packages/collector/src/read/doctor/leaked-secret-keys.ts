import { type Check, sqlCheck } from './check.ts';

/** Secret keys that a browser has sent. */
export const leakedSecretKeys: Check = sqlCheck({
  name: 'leaked_secret_keys',
  severity: 'error',
  title: 'a secret key came from a browser, so that everybody can read it there',
  why: 'Whoever has it can say anything of anybody with the trust of a backend.',
  fix: 'Take it out of the page, then kith keys rotate KEY, give the backends the new one, and kith keys revoke KEY.',
  sql: `
    SELECT key_id, source, exposed_at FROM keys
    WHERE kind = 'secret' AND exposed_at IS NOT NULL AND revoked_at IS NULL
    ORDER BY key_id`,
});
