import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import type { Row } from '../page.ts';
import { profileIdOf } from '../profile-id.ts';
import { profileQuestion } from '../questions/profile.ts';
import { chosenRows } from './chosen-rows.ts';

const RELATIONS: Readonly<Record<string, string>> = {
  sessions: 'started_at, session_id',
  survey_responses: 'first_viewed_at, survey_id, response_id',
  survey_answers: 'answered_at, survey_id, response_id, question_id',
  engagements: 'first_at, content_type, content_id',
};

/**
 * One person with everything, as JSON in chunks: what `GET /api/profiles/:profile_id` gives, sessions, survey responses
 * and their answers, engagements, and every event.
 * @throws NotFound when the identity leads nowhere.
 */
export function personJson(db: Db, identity: string): Iterable<string> {
  const profileId = profileIdOf(db, identity);
  return chunks(db, profileId, JSON.stringify(profileQuestion(db, { profile_id: profileId })));
}

function* chunks(db: Db, profileId: string, profile: string): Generator<string> {
  yield profile.slice(0, -1);
  for (const [relation, order] of Object.entries(RELATIONS)) {
    const rows = db.prepare<[string], Row>(`SELECT * FROM ${relation} WHERE profile_id = ? ORDER BY ${order}`);
    yield* list(relation, rows.all(profileId));
  }
  const events = chosenRows(db, {
    keys: {
      sql: `SELECT log.message_id, log.anonymous_id, log.user_id FROM atoms
        JOIN placements USING (atom_id) JOIN event_log AS log ON log.seq = placements.seq
        WHERE atoms.profile_id = ? ORDER BY placements.t, log.fraction, log.sequence, log.message_id`,
      params: [profileId],
    },
    columns: ['message_id', 'anonymous_id', 'user_id'],
    rows: `SELECT events.* FROM temp.chosen CROSS JOIN events ON events.message_id = chosen.message_id
      AND events.anonymous_id IS chosen.anonymous_id AND events.user_id IS chosen.user_id`,
  });
  yield* list('events', events.rows);
  yield '}\n';
}

function* list(name: string, rows: Iterable<Row>): Generator<string> {
  yield `,\n${JSON.stringify(name)}:[`;
  let separator = '\n';
  for (const row of rows) {
    yield separator + JSON.stringify(answerRow(row));
    separator = ',\n';
  }
  yield ']';
}
