import type { Db } from '../../persist/database.ts';
import type { SqlCondition } from '../filter/filter-sql.ts';
import { NotFound } from '../not-found.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';

/** What the results of a survey are asked with. */
export interface SurveyArgs {
  readonly survey_id: string;
  /** Answers of a question, the most frequent first. */
  readonly limit: number;
  readonly explain?: 'sql';
}

/** The results of a survey: its counts, and for each question its answers. Of people who count in totals. */
export const surveyQuestion: Question = (db: Db, { survey_id: id, limit, explain }: SurveyArgs) => {
  const statements = { survey: counts(id), questions: questions(id), answers: answers(id, limit) };
  const all = ({ sql, params }: SqlCondition) => db.prepare<unknown[], object>(sql).all(params);
  const [survey] = all(statements.survey);
  if (!survey) throw new NotFound(`there is no survey ${id}`);
  return {
    ...survey,
    questions: all(statements.questions),
    answers: all(statements.answers),
    ...(explain && {
      sql: Object.fromEntries(Object.entries(statements).map(([name, statement]) => [name, runnableSql(statement)])),
    }),
  };
};

function counts(surveyId: string): SqlCondition {
  return {
    sql: `SELECT surveys.*,
        (SELECT count(*) FROM survey_responses JOIN counted_profiles USING (profile_id)
         WHERE survey_responses.survey_id = surveys.survey_id AND dismissed_at IS NOT NULL AND completed_at IS NULL)
          AS dismissed_count
      FROM surveys WHERE surveys.survey_id = ?`,
    params: [surveyId],
  };
}

function answersOf(surveyId: string): string {
  return `(SELECT question_id, question, answer ->> '$' AS answer,
    CASE WHEN typeof(answer ->> '$') IN ('integer', 'real') OR answer ->> '$' = CAST(CAST(answer ->> '$' AS INTEGER) AS TEXT)
      THEN CAST(answer ->> '$' AS REAL) END AS score
  FROM survey_answers JOIN counted_profiles USING (profile_id) WHERE survey_answers.survey_id = ${surveyId})`;
}

const IS_SCORED = 'count(score) = count(*) AND min(score) >= 0 AND max(score) <= 10';
const NPS = 'round(100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*), 1)';

/** Surveys with the score of their first question that is answered by numbers from 0 to 10 alone, as a relation. */
export const SCORED_SURVEYS: string = `(SELECT surveys.*, (
    SELECT ${NPS} FROM ${answersOf('surveys.survey_id')} GROUP BY question_id HAVING ${IS_SCORED} ORDER BY question_id LIMIT 1
  ) AS nps FROM surveys)`;

function questions(surveyId: string): SqlCondition {
  return {
    sql: `SELECT question_id, max(question) AS question, count(*) AS answer_count, round(avg(score), 2) AS average,
        CASE WHEN ${IS_SCORED} THEN ${NPS} END AS nps
      FROM ${answersOf('?')} GROUP BY question_id ORDER BY question_id`,
    params: [surveyId],
  };
}

function answers(surveyId: string, limit: number): SqlCondition {
  return {
    sql: `SELECT question_id, answer, count FROM (
        SELECT question_id, answer, count(*) AS count,
          row_number() OVER (PARTITION BY question_id ORDER BY count(*) DESC, answer) AS place
        FROM ${answersOf('?')} GROUP BY question_id, answer)
      WHERE place <= ? ORDER BY question_id, place`,
    params: [surveyId, limit],
  };
}
