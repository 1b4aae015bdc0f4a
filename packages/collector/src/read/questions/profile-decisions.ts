import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import { readPage } from '../page.ts';
import { profileIdOf } from '../profile-id.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';
import type { RelationArgs } from './relation.ts';

const DECISIONS = `(
  SELECT decisions.*, decision_id IN (SELECT decision_id FROM standing_decisions) AS is_standing
  FROM decisions WHERE kind NOT IN ('segment', 'undo'))`;
const NAMES = `SELECT CASE kind WHEN 'user' THEN 'u:' ELSE 'a:' END || identifier FROM identities
  WHERE kind IN ('anonymous', 'user') AND profile_id = ?`;
// Of two identities one must be the person's own: a shared device is separated from somebody else.
const OWN_NAMES = `${NAMES} AND (kind = 'user' OR rule = 'device')`;
const ABOUT = `CASE WHEN other_identity IS NULL THEN identity IN (${NAMES})
  ELSE identity IN (${OWN_NAMES}) OR other_identity IN (${OWN_NAMES}) END`;

/** What was decided about a person: decisions that name an identity of theirs, and whether they are in force. */
export const profileDecisionsQuestion: Question = (
  db: Db,
  { profile_id: identity, order, limit, after, explain }: RelationArgs & { readonly profile_id: string },
) => {
  const profileId = profileIdOf(db, identity);
  const { rows, next, statement } = readPage(db, {
    select: '*',
    from: DECISIONS,
    condition: { sql: ABOUT, params: [profileId, profileId, profileId] },
    sort: { name: 'decided_at', sql: 'decided_at' },
    id: { name: 'decision_id', sql: 'decision_id' },
    isAscending: order === 'asc',
    ...{ limit, after },
  });
  return { data: rows.map(answerRow), next, ...(explain && { sql: runnableSql(statement) }) };
};
