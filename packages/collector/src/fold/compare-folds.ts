import type { Db } from '../persist/database.ts';

/** What another set of rules would change, counted on the data itself. */
export interface FoldDifference {
  /** Profiles and sessions as they are, of the events that were compared. */
  readonly before: { readonly profileCount: number; readonly sessionCount: number };
  /** As they would be. */
  readonly after: { readonly profileCount: number; readonly sessionCount: number };
  /** Profiles that would be no more: their events join others. */
  readonly joinedCount: number;
  /** Profiles that would be new: their events leave others. */
  readonly splitCount: number;
  /** Events that would belong to another profile. */
  readonly movedEventCount: number;
  /** From where to where, the largest moves first. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly eventCount: number }[];
}

const MOVE_COUNT = 50;

/** Compares a scratch database with the file it was folded from, over the events both hold. */
export function compareFolds(scratch: Db): FoldDifference {
  scratch.exec(`
    CREATE TEMP TABLE compared AS
    SELECT old_atoms.profile_id AS old_profile, new_atoms.profile_id AS new_profile,
           old_atoms.session_id AS old_session, new_atoms.session_id AS new_session, count(*) AS event_count
    FROM main.placements AS new_placements
    JOIN main.atoms AS new_atoms ON new_atoms.atom_id = new_placements.atom_id
    JOIN file.placements AS old_placements ON old_placements.seq = new_placements.seq
    JOIN file.atoms AS old_atoms ON old_atoms.atom_id = old_placements.atom_id
    GROUP BY 1, 2, 3, 4`);
  const count = (sql: string) => Number(scratch.prepare(sql).pluck().get());
  const difference = {
    before: {
      profileCount: count('SELECT count(DISTINCT old_profile) FROM compared'),
      sessionCount: count('SELECT count(DISTINCT old_session) FROM compared'),
    },
    after: {
      profileCount: count('SELECT count(DISTINCT new_profile) FROM compared'),
      sessionCount: count('SELECT count(DISTINCT new_session) FROM compared'),
    },
    joinedCount: count(
      'SELECT count(DISTINCT old_profile) FROM compared WHERE old_profile NOT IN (SELECT new_profile FROM compared)',
    ),
    splitCount: count(
      'SELECT count(DISTINCT new_profile) FROM compared WHERE new_profile NOT IN (SELECT old_profile FROM compared)',
    ),
    movedEventCount: count('SELECT coalesce(sum(event_count), 0) FROM compared WHERE old_profile <> new_profile'),
    moves: scratch
      .prepare<[number], { from: string; to: string; eventCount: number }>(
        `SELECT old_profile AS "from", new_profile AS "to", sum(event_count) AS eventCount FROM compared
         WHERE old_profile <> new_profile GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?`,
      )
      .all(MOVE_COUNT),
  };
  scratch.exec('DROP TABLE compared');
  return difference;
}
