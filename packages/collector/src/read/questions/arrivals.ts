import { formatTime } from '@kith/protocol';
import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import type { Row } from '../page.ts';
import type { Question } from '../questions.ts';

/** Messages that arrived lately. */
export interface Arrivals {
  /** The latest of them, the oldest of these first. */
  readonly data: readonly { readonly seq: number }[];
  /** Whether these are all that came behind `after`. */
  readonly isAll: boolean;
}

/** Messages at most, the latest: more than people can read in half a second. */
const MAX_COUNT = 100;

interface ArrivedRow {
  readonly seq: number;
  readonly t: number;
  readonly received_at: number;
}

/** The messages behind a place in the order of arrival, as they are stored: whose they are, only the fold knows. */
export const arrivalsQuestion: Question = (db: Db, { after }: { readonly after: number }): Arrivals => {
  const rows = db
    .prepare<[number, number], Row & ArrivedRow>(
      `SELECT seq, message_id, source, type, name, user_id, anonymous_id, group_id, t, received_at, path, country, city,
         device_type, os_name, browser_name, is_bot
       FROM event_log WHERE seq > ? ORDER BY seq DESC LIMIT ?`,
    )
    .all(after, MAX_COUNT + 1);
  const shown = rows.slice(0, MAX_COUNT).reverse();
  return {
    data: shown.map(({ seq, t, received_at, ...row }) => ({
      seq,
      ...answerRow(row),
      timestamp: formatTime(t),
      received_at: formatTime(received_at),
    })),
    isAll: rows.length <= MAX_COUNT,
  };
};
