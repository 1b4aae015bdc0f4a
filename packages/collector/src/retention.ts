import type { Expire } from '@kith/fold';
import { DAY_MS, formatTime } from '@kith/protocol';
import { openReadOnly } from './persist/database.ts';
import { expiredBefore } from './persist/erased.ts';

/** Options of {@link retention}. */
export interface RetentionOptions {
  readonly database: string;
  /** How many days messages are kept; or people who are not seen. */
  readonly days: number;
  readonly inactive?: boolean;
  /** Deletes every message from before a time. */
  readonly expire: (decision: Expire) => Promise<{ readonly eventCount: number }>;
  /** ms since 1970. */
  readonly now: () => number;
  /** Told what was deleted, or why nothing was. */
  readonly tell: (message: string) => void;
}

/**
 * Keeps messages, or people who are not seen, for so many days: whole days, in UTC, expire.
 * @returns a function to be called now and then, which decides once a day.
 */
export function retention({
  database,
  days,
  inactive = false,
  expire,
  now,
  tell,
}: RetentionOptions): () => Promise<void> {
  let told = 0;
  return async () => {
    const before = (Math.floor(now() / DAY_MS) - days) * DAY_MS;
    const { expired, latest } = read(database, inactive);
    if (latest === undefined || before <= expired) return;
    // A clock that is years ahead when the machine starts must not delete everything.
    if (latest < before) {
      if (told !== before)
        tell(`nothing has expired: all messages are older than ${days} days. If the clock is right, run kith expire`);
      told = before;
      return;
    }
    const { eventCount } = await expire({ kind: 'expire', before: formatTime(before), ...(inactive && { inactive }) });
    const what = inactive ? 'of people last seen' : 'from';
    tell(`${eventCount} messages ${what} before ${formatTime(before)} have expired, after ${days} days`);
  };
}

function read(database: string, inactive: boolean): { expired: number; latest: number | undefined } {
  const db = openReadOnly(database);
  try {
    const latest = db.prepare<[], number>('SELECT received_at FROM event_log ORDER BY seq DESC LIMIT 1').pluck().get();
    return { expired: expiredBefore(db, inactive), latest };
  } finally {
    db.close();
  }
}
