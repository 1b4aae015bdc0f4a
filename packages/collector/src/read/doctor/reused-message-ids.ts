import { type Check, LATEST, sqlCheck } from './check.ts';

/** Different messages under one id. */
export const reusedMessageIds: Check = sqlCheck({
  name: 'reused_message_ids',
  severity: 'error',
  title: 'different messages of one device or user carry the same id',
  why: 'Kith takes them for copies of one message and keeps one: the others are lost.',
  fix: 'Make a new id for each message, and keep it only when the same message is sent again; or send none. Libraries that complete a message before they send it again, as one of Segment does with a page at a login, may stay as they are.',
  sql: `
    SELECT message_id, type, name, source, context ->> '$.library.name' AS library, conflict_count
    FROM ${LATEST} WHERE conflict_count > 0
    ORDER BY conflict_count DESC, message_id`,
});
