import { FATES } from '../../persist/ledger.ts';
import { type Check, sqlCheck } from './check.ts';

const SUM = FATES.map((fate) => `${fate}_count`).join(' + ');

/** Messages that are not accounted for. */
export const brokenLedger: Check = sqlCheck({
  name: 'broken_ledger',
  severity: 'error',
  title: 'messages are not accounted for',
  why: 'What was received is not what was stored, refused or deleted: somebody has changed the file by hand, or Kith has a bug.',
  fix: 'kith verify says more. Compare with a backup; if nobody has touched the file, report it.',
  sql: `
    SELECT source, 'received' AS figure, received_count AS ledger_count, ${SUM} AS found_count
    FROM ledger WHERE received_count <> ${SUM}
    UNION ALL
    SELECT NULL, 'stored', counted, found
    FROM (SELECT coalesce(sum(stored_count), 0) AS counted, (SELECT count(*) FROM event_log) AS found FROM ledger)
    WHERE counted <> found
    UNION ALL
    SELECT NULL, 'rejected', counted, found
    FROM (SELECT coalesce(sum(rejected_count), 0) AS counted, (SELECT count(*) FROM rejected_events) AS found FROM ledger)
    WHERE counted <> found`,
});
