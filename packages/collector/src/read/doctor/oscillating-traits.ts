import { type Check, LATEST, sqlCheck } from './check.ts';

/** Traits that go to and fro between two values. */
export const oscillatingTraits: Check = sqlCheck({
  name: 'oscillating_traits',
  severity: 'warning',
  title: 'a trait goes to and fro between two values of one person',
  why: 'Two senders disagree, and each message makes the other one wrong: filters and segments flicker.',
  fix: 'Let one of the two send the trait: its messages show which source and library they came from.',
  sql: `
    WITH said AS (
      SELECT atoms.profile_id, trait.key, trait.value, log.trust, log.t, log.sequence, log.message_id, log.source
      FROM ${LATEST} AS log JOIN placements USING (seq) JOIN atoms USING (atom_id), json_each(log.traits) AS trait
      WHERE log.type = 'identify'),
    compared AS (
      SELECT *, lag(value) OVER earlier AS before, lag(value, 2) OVER earlier AS long_before,
        lag(source) OVER earlier AS other_source, lag(message_id) OVER earlier AS other_message_id
      FROM said WINDOW earlier AS (PARTITION BY profile_id, key, trust ORDER BY t, sequence, message_id))
    SELECT key, profile_id, count(*) AS return_count, max(message_id) AS message_id, source, other_message_id, other_source
    FROM compared WHERE value = long_before AND value <> before
    GROUP BY key, profile_id HAVING count(*) >= 3
    ORDER BY return_count DESC, profile_id`,
});
