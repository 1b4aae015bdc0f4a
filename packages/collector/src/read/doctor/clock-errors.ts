import { type Check, LATEST, sqlCheck } from './check.ts';

/** Senders whose clocks are wrong: any backend, or more than a twentieth of a source's messages. */
export const clockErrors: Check = sqlCheck({
  name: 'clock_errors',
  severity: 'warning',
  title: 'messages come with times of a wrong clock',
  why: 'Times of clients are corrected in steps of five minutes, and those from the future set to their arrival: order and visits become less exact.',
  fix: 'Let backends synchronise their clocks. Where clients differ in great numbers, their library sends a sentAt that is not the moment of sending, or a timestamp in another zone without saying so.',
  sql: `
    SELECT source, clock_flag, is_server, context ->> '$.library.name' AS library, count(*) AS message_count,
      round(100.0 * count(*) / (SELECT count(*) FROM ${LATEST} AS sent WHERE sent.source = log.source), 1) AS percent,
      max(message_id) AS message_id
    FROM ${LATEST} AS log WHERE clock_flag IS NOT NULL
    GROUP BY source, clock_flag, is_server, library
    HAVING is_server OR percent > 5
    ORDER BY message_count DESC, message_id`,
});
