import { ATTRIBUTE_COLUMNS, type Relations } from '@kith/fold';
import type { Db } from './database.ts';

const PROFILE_COLUMNS = [
  ...['profile_id', 'type', 'user_id', 'name', 'email', 'phone', 'gender', 'birthday', 'timezone', 'language'],
  ...['msg_email', 'msg_push', 'msg_sms', 'msg_whatsapp', 'account_id'],
  ...['created_at', 'first_seen_at', 'last_seen_at', 'signed_up_at'],
  ...['event_count', 'page_count', 'message_count', 'session_count', 'session_duration_ms'],
  ...['survey_view_count', 'survey_response_count', 'traits', 'is_test', 'is_bot'],
  ...ATTRIBUTE_COLUMNS.flatMap((column) => [`first_${column}`, `last_${column}`]),
];

const QUERIES: { readonly [K in keyof Relations]: string } = {
  events: `SELECT log.message_id, log.stream, atoms.profile_id, atoms.session_id FROM event_log AS log
           JOIN placements USING (seq) JOIN atoms USING (atom_id) ORDER BY log.message_id, log.stream`,
  profiles: `SELECT ${PROFILE_COLUMNS.join(', ')} FROM profile_rows ORDER BY profile_id`,
  identities: 'SELECT * FROM identities ORDER BY kind, identifier, profile_id',
  sessions: 'SELECT * FROM sessions ORDER BY session_id',
  traits: 'SELECT * FROM trait_rows ORDER BY profile_id, trait_group, key',
  accounts: 'SELECT * FROM account_rows ORDER BY account_id',
  memberships: 'SELECT * FROM memberships ORDER BY profile_id, account_id',
  survey_responses: `SELECT response_id, survey_id, survey_name, responses.profile_id, session_id, state, first_viewed_at,
                       last_viewed_at, started_at, last_answered_at, completed_at, dismissed_at, answers, url, language,
                       device_type
                     FROM survey_response_rows AS responses LEFT JOIN atoms USING (atom_id)
                     ORDER BY responses.profile_id, survey_id, response_id`,
  survey_answers: 'SELECT * FROM survey_answers ORDER BY profile_id, survey_id, response_id, question_id',
  engagements: 'SELECT * FROM engagement_rows ORDER BY profile_id, content_type, content_id',
  event_counts: 'SELECT * FROM event_counts ORDER BY profile_id, name, day',
  event_definitions: 'SELECT * FROM event_names ORDER BY name',
  trait_definitions: 'SELECT * FROM trait_keys ORDER BY trait_group, key',
};

// What only a file keeps.
const COUNT_QUERIES = {
  number_days: 'SELECT * FROM number_days ORDER BY day, browser',
  number_runs: 'SELECT * FROM number_runs ORDER BY stream, first',
};

/** The derived relations, each sorted by its key. */
export const RELATION_NAMES: readonly (keyof Relations)[] = Object.keys(QUERIES) as (keyof Relations)[];

/** All that a fold of the same messages gives again. */
export const PROVED_NAMES: readonly (keyof Relations | keyof typeof COUNT_QUERIES)[] = [
  ...RELATION_NAMES,
  ...(Object.keys(COUNT_QUERIES) as (keyof typeof COUNT_QUERIES)[]),
];

/** Walks a derived relation row by row, sorted by its key, without holding it in memory. */
export function readRelation(db: Db, name: (typeof PROVED_NAMES)[number]): IterableIterator<object> {
  return db.prepare<[], object>({ ...QUERIES, ...COUNT_QUERIES }[name]).iterate();
}

/** The rows of a derived relation that are one profile's, sorted by its key. */
export function readRelationOf(db: Db, name: keyof Relations, profileId: string): object[] {
  return db.prepare<[string], object>(`SELECT * FROM (${QUERIES[name]}) WHERE profile_id = ?`).all(profileId);
}
