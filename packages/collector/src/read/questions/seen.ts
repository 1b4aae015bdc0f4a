import type { Db } from '../../persist/database.ts';
import { profileIdOf } from '../profile-id.ts';
import type { Question } from '../questions.ts';
import type { ProfileArgs } from './profile.ts';

/** Which surveys and which in-app content a person has seen, but for what they were reset from. */
export const seenQuestion: Question = (db: Db, { profile_id: identity }: ProfileArgs) => {
  const profileId = profileIdOf(db, identity);
  const all = (sql: string) => db.prepare<[string], object>(sql).all(profileId);
  return {
    profile_id: profileId,
    surveys: all(
      `SELECT survey_id, max(last_viewed_at) AS last_viewed_at, max(last_answered_at) AS last_answered_at,
         max(completed_at) AS completed_at, max(dismissed_at) AS dismissed_at
       FROM survey_responses WHERE profile_id = ? AND counts_as_seen GROUP BY survey_id ORDER BY survey_id`,
    ),
    content: all(
      `SELECT content_type, content_id, last_action, last_at
       FROM engagements WHERE profile_id = ? AND counts_as_seen ORDER BY content_type, content_id`,
    ),
  };
};
