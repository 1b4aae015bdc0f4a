import { type Check, LATEST, sqlCheck } from './check.ts';

/** Identifiers such as `"undefined"`, which are ignored. */
export const junkIds: Check = sqlCheck({
  name: 'junk_ids',
  severity: 'warning',
  title: 'identifiers hold mistakes such as "undefined" or "null", and are ignored',
  why: 'These messages count for the device alone, or for nobody, though the sender believes to have named a person.',
  fix: 'Look where the message is made: the id is not known yet there, or not any more. Do not send a field that has no value.',
  sql: `
    SELECT junk.value AS field, log.type, source, context ->> '$.library.name' AS library, count(*) AS message_count,
      max(message_id) AS message_id
    FROM ${LATEST} AS log, json_each(junk_identifiers) AS junk
    WHERE junk_identifiers IS NOT NULL
    GROUP BY junk.value, log.type, source, library
    ORDER BY message_count DESC, message_id`,
});
