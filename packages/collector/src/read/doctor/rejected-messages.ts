import { type Check, sqlCheck } from './check.ts';

/** Refused messages by reason, of the seven days before the latest. */
export const rejectedMessages: Check = sqlCheck({
  name: 'rejected_messages',
  severity: 'warning',
  title: 'messages were refused',
  why: 'They are in no profile. They are kept in rejected_events, with the reason.',
  fix: 'The message says what to send instead. What was refused before a fix of the collector, or for want of budget, can be read again: kith reprocess.',
  sql: `
    SELECT code, source, count(*) AS message_count, max(rejected_id) AS rejected_id, path, message
    FROM rejected_events
    WHERE rejected_id > (SELECT max(rejected_id) FROM rejected_events) - 100000
      AND received_at > (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(received_at), '-7 days') FROM rejected_events)
    GROUP BY code, source
    ORDER BY message_count DESC, code`,
});
