import type { Row } from '../page.ts';
import { type Check, EXAMPLE_COUNT, LATEST } from './check.ts';

/** Devices that are looked at, the latest: of each, everything it ever sent. */
const DEVICE_COUNT = 1_000;

// As loss_ledger counts, but of few devices, found through an index. The message_id is that of the row with the smallest number.
const LATEST_DEVICES = `
  WITH devices AS MATERIALIZED (
      SELECT stream FROM ${LATEST} WHERE sequence > 0 AND anonymous_id IS NOT NULL AND NOT is_server
      GROUP BY stream ORDER BY max(seq) DESC LIMIT ${DEVICE_COUNT}),
    arrived AS (
      SELECT atoms.stream, log.sequence, log.message_id
      FROM devices JOIN atoms USING (stream) JOIN placements USING (atom_id) JOIN event_log AS log USING (seq)
      WHERE log.sequence > 0 AND NOT log.is_server
      UNION ALL
      SELECT DISTINCT 'a:' || (body ->> '$.anonymousId') AS stream, body ->> '$.context.kith.seq', NULL
      FROM rejected_events
      WHERE json_type(body, '$.context.kith.seq') = 'integer' AND stream IN (SELECT stream FROM devices)),
    numbered AS (
      SELECT *, sequence - lag(sequence) OVER (PARTITION BY stream ORDER BY sequence) - 1 AS gap FROM arrived),
    counted AS (SELECT *, CASE WHEN gap BETWEEN 1 AND 10000 THEN gap ELSE 0 END AS missing FROM numbered)
  SELECT substr(stream, 3) AS anonymous_id, count(*) AS arrived_count, sum(missing) AS missing_count,
    min(CASE WHEN missing > 0 THEN sequence - missing END) AS first_missing, message_id, sum(sum(missing)) OVER () AS case_count
  FROM counted GROUP BY stream ORDER BY missing_count DESC`;

/** Numbers of our SDK that never came. */
export const lostMessages: Check = {
  name: 'lost_messages',
  severity: 'warning',
  title: 'messages that browsers numbered never arrived, of the 1,000 devices that sent last',
  why: 'What they said is in no profile. A few in a thousand are usual: devices that never come back while messages wait in them.',
  fix: 'See loss_ledger for the days and browsers. If one of them loses much, look there for a blocker, a policy of the page (CSP connect-src) or a proxy.',
  sql: LATEST_DEVICES,
  find(db) {
    const devices = db.prepare<[], Device>(LATEST_DEVICES).all();
    const count = devices[0]?.case_count ?? 0;
    if (count === 0) return { count, examples: [] };
    const arrivedCount = devices.reduce((total, row) => total + row.arrived_count, 0);
    const worst = devices.filter((row) => row.missing_count > 0).slice(0, EXAMPLE_COUNT - 1);
    const total: Row = { missing_count: count, sent_count: count + arrivedCount };
    return { count, examples: [total, ...worst.map(({ case_count: _, ...row }) => row)] };
  },
};

/** A device, with the message behind its first gap. */
type Device = Row & Readonly<Record<'arrived_count' | 'case_count' | 'missing_count', number>>;
