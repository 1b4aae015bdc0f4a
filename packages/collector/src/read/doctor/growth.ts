import type { Db } from '../../persist/database.ts';
import { fileSize } from '../../persist/file-size.ts';
import { LATEST } from './check.ts';

/** How large a database is, and how it grows. */
export interface Growth {
  readonly database_bytes: number;
  readonly event_count: number;
  /** Of the file, everything derived included; null without events. */
  readonly bytes_per_event: number | null;
  /** At the pace of the latest messages; null where they span less than an hour. */
  readonly events_per_day: number | null;
  readonly bytes_per_day: number | null;
}

const HOUR_MS = 3_600_000;

/** Measures a database, and reckons how it grows at the pace of the latest 100,000 messages, of seven days at most. */
export function growth(db: Db): Growth {
  const { databaseBytes } = fileSize(db);
  const eventCount = db.prepare<[], number>('SELECT count(*) FROM event_log').pluck().get() ?? 0;
  const pace = db
    .prepare<[], { count: number; span: number | null }>(
      `SELECT count(*) AS count, max(received_at) - min(received_at) AS span FROM ${LATEST}`,
    )
    .get();
  const eventsPerDay = pace?.span && pace.span >= HOUR_MS ? (pace.count * 24 * HOUR_MS) / pace.span : null;
  const bytesPerEvent = eventCount === 0 ? null : databaseBytes / eventCount;
  return {
    database_bytes: databaseBytes,
    event_count: eventCount,
    bytes_per_event: rounded(bytesPerEvent),
    events_per_day: rounded(eventsPerDay),
    bytes_per_day: eventsPerDay === null || bytesPerEvent === null ? null : rounded(eventsPerDay * bytesPerEvent),
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
