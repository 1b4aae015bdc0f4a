import { comparePositions, type Session } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { steady } from './steady.ts';

/** The ids of a profile's first and last session; undefined where it has none. */
interface Ends {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

const NO_SESSIONS: Ends = { first: undefined, last: undefined };

/** Which sessions are the first and last of profiles, kept in memory while they are told of every change. */
export interface SessionEnds {
  readonly of: (profileId: string) => Ends;
  /** To be called for every session that is written (undefined before for new ones) or deleted (undefined after). */
  readonly change: (before: Session | undefined, after: Session | undefined) => void;
  readonly flush: () => void;
}

/**
 * Follows the first and last sessions of so many profiles.
 * @param isStored whether a profile had a row before this fold: without one it had no sessions.
 */
export function sessionEnds(
  db: Db,
  heldCount: number,
  session: (id: string) => Session | undefined,
  isStored: (profileId: string) => boolean,
): SessionEnds {
  const first = db
    .prepare<[string], string>(
      steady(`SELECT session_id FROM session_rows WHERE profile_id = ?
       ORDER BY start_t, start_fraction, start_sequence, start_message_id, stream LIMIT 1`),
    )
    .pluck();
  const last = db
    .prepare<[string, string], string>(
      steady(`SELECT session_id FROM session_rows
       WHERE profile_id = ? AND end_day = (SELECT max(end_day) FROM session_rows WHERE profile_id = ?)
       ORDER BY end_t DESC, end_fraction DESC, end_sequence DESC, end_message_id DESC, stream DESC LIMIT 1`),
    )
    .pluck();
  const ends = heldBack<string, Ends>(heldCount, (profileId) => {
    if (!isStored(profileId)) return NO_SESSIONS;
    return { first: first.get(profileId), last: last.get(profileId, profileId) };
  });
  const of = (profileId: string) => ends.get(profileId) as Ends;
  return {
    of,
    change(before, after) {
      const owner = before?.row.profile_id;
      if (before && owner !== undefined) {
        const { first, last } = of(owner);
        const id = before.row.session_id;
        const stays = after?.row.profile_id === owner;
        const isLost =
          (first === id && !(stays && comparePositions(after.start, before.start) <= 0)) ||
          (last === id && !(stays && comparePositions(after.end, before.end) >= 0));
        // Another session may be the first or last now: the rows know.
        if (isLost) return forget(owner, after);
      }
      if (after) add(after);
    },
    flush: ends.flush,
  };

  function forget(owner: string, after: Session | undefined): void {
    ends.drop(owner);
    if (after && after.row.profile_id !== owner) add(after);
  }

  function add(after: Session): void {
    const { session_id: id, profile_id: profileId } = after.row;
    const { first, last } = of(profileId);
    const earliest = first === undefined ? undefined : session(first);
    const latest = last === undefined ? undefined : session(last);
    // Set, so that what a new profile has is known until it is stored.
    ends.set(profileId, {
      first: earliest && comparePositions(earliest.start, after.start) <= 0 ? first : id,
      last: latest && comparePositions(latest.end, after.end) >= 0 ? last : id,
    });
  }
}
