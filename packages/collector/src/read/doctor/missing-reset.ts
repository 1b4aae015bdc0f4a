import { type Check, LATEST, sqlCheck } from './check.ts';

/** Several people named themselves on one device, and it kept its id. */
export const missingReset: Check = sqlCheck({
  name: 'missing_reset',
  severity: 'warning',
  title: 'several people log in on one device, which keeps its id',
  why: 'What a person does before logging in is given to whoever was named nearest in the same visit, and otherwise to nobody.',
  fix: 'Call reset() when somebody logs out: the device gets a new id.',
  sql: `
    SELECT log.anonymous_id, count(DISTINCT atoms.profile_id) AS profile_count,
      min(atoms.profile_id) AS profile_id, max(atoms.profile_id) AS other_profile_id, max(log.message_id) AS message_id
    FROM ${LATEST} AS log JOIN placements USING (seq) JOIN atoms USING (atom_id)
    WHERE log.anonymous_id IS NOT NULL AND log.user_id IS NOT NULL AND NOT log.is_server
    GROUP BY log.anonymous_id HAVING count(DISTINCT atoms.profile_id) > 1
    ORDER BY profile_count DESC, log.anonymous_id`,
});
