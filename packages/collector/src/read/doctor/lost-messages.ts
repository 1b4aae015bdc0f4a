import type { Db } from '../../persist/database.ts';
import type { Row } from '../page.ts';
import { type Check, EXAMPLE_COUNT, LATEST } from './check.ts';

/** Devices that are looked at, the latest: of each, everything it ever sent. */
const DEVICE_COUNT = 1_000;

/** Numbers of our SDK that never came. */
export const lostMessages: Check = {
  name: 'lost_messages',
  severity: 'warning',
  title: 'messages that browsers numbered never arrived',
  why: 'What they said is in no profile. A few in a thousand are usual: devices that never come back while messages wait in them.',
  fix: 'See loss_ledger for the days and browsers. If one of them loses much, look there for a blocker, a policy of the page (CSP connect-src) or a proxy.',
  find(db) {
    const devices = devicesOf(db);
    const sum = (column: 'arrived_count' | 'missing_count') => devices.reduce((total, row) => total + row[column], 0);
    const missingCount = sum('missing_count');
    const worst = devices
      .filter((row) => row.missing_count > 0)
      .sort((a, b) => b.missing_count - a.missing_count)
      .slice(0, EXAMPLE_COUNT - 1);
    if (missingCount === 0) return { count: 0, examples: [] };
    const total: Row = { missing_count: missingCount, sent_count: missingCount + sum('arrived_count') };
    return { count: missingCount, examples: [total, ...worst] };
  },
};

/** A device, with the message behind its first gap. */
type Device = Row & { readonly arrived_count: number; readonly missing_count: number };

function devicesOf(db: Db): Device[] {
  const latest = db
    .prepare<[], string>(
      `SELECT stream FROM ${LATEST} WHERE sequence > 0 AND anonymous_id IS NOT NULL AND NOT is_server
       GROUP BY stream ORDER BY max(seq) DESC LIMIT ${DEVICE_COUNT}`,
    )
    .pluck()
    .all();
  const device = db.prepare<[string], Device>(
    `SELECT substr(stream, 3) AS anonymous_id, count(*) AS arrived_count, sum(missing_count) AS missing_count,
       min(CASE WHEN missing_count > 0 THEN sequence - missing_count END) AS first_missing,
       (SELECT message_id FROM numbered_messages AS next WHERE next.stream = found.stream AND next.missing_count > 0
        ORDER BY next.sequence LIMIT 1) AS message_id
     FROM numbered_messages AS found WHERE stream = ? GROUP BY stream`,
  );
  return latest.flatMap((stream) => device.all(stream));
}
