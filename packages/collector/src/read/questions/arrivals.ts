import { formatTime } from '@kith/protocol';
import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import type { Row } from '../page.ts';
import type { Question } from '../questions.ts';

/** Messages that arrived lately. */
export interface Arrivals {
  /** The latest of them, the oldest of these first. */
  readonly data: readonly { readonly seq: number; readonly person_name?: unknown }[];
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

/**
 * Whose a message is: a profile once it is folded. Until then the one to which its identifier leads, where that is one alone.
 */
const PROFILE_ID = `coalesce(
  (SELECT atoms.profile_id FROM placements JOIN atoms USING (atom_id) WHERE placements.seq = log.seq),
  (SELECT iif(count(*) = 1, min(profile_id), NULL) FROM identities
   WHERE kind = iif(log.user_id IS NULL, 'anonymous', 'user') AND identifier = coalesce(log.user_id, log.anonymous_id)))`;

/** The messages behind a place in the order of arrival, as they are stored, with whose they are as far as that is known. */
export const arrivalsQuestion: Question = (db: Db, { after }: { readonly after: number }): Arrivals => {
  const rows = db
    .prepare<[number, number], Row & ArrivedRow>(
      `SELECT arrived.*, coalesce(profiles.name, profiles.email) AS person_name
       FROM (
         SELECT seq, message_id, source, type, name, ${PROFILE_ID} AS profile_id, user_id, anonymous_id, group_id, t, received_at,
           path, country, city, device_type, os_name, browser_name, is_bot
         FROM event_log AS log WHERE seq > ? ORDER BY seq DESC LIMIT ?) AS arrived
       LEFT JOIN profiles USING (profile_id) ORDER BY seq DESC`,
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
