import type { Db } from '../../persist/database.ts';
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

/** What measures it. The pace is that of the latest 100,000 messages, of seven days at most. */
export const GROWTH: string = `
  WITH size AS (SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size),
    messages AS (SELECT count(*) AS total FROM event_log),
    pace AS (
      SELECT iif(max(received_at) - min(received_at) >= 3600000, count(*) * 86400000.0 / (max(received_at) - min(received_at)), NULL)
        AS per_day FROM ${LATEST})
  SELECT bytes AS database_bytes, total AS event_count, round(1.0 * bytes / nullif(total, 0)) AS bytes_per_event,
    round(per_day) AS events_per_day, round(per_day * bytes / nullif(total, 0)) AS bytes_per_day
  FROM size, messages, pace`;

/** Measures a database, and reckons how it grows. */
export function growth(db: Db): Growth {
  return db.prepare<[], Growth>(GROWTH).get() as Growth;
}
