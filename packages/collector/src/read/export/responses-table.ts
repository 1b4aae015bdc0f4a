import type { Db } from '../../persist/database.ts';
import type { FilterSqlOptions } from '../filter/filter-sql.ts';
import { type Selection, selectList } from '../list.ts';
import type { Row } from '../page.ts';
import { chosenRows } from './chosen-rows.ts';
import { type Cell, cellOf, type Table, type TableColumn } from './table.ts';

/** Which survey responses are exported: those of selected people, to one survey or to all. */
export interface ResponsesExport extends Omit<Selection, 'subject'> {
  readonly surveyId?: string | undefined;
}

const COLUMNS: readonly (readonly [name: string, label: string, sql: string])[] = [
  ['response_id', 'Response', 'r.response_id'],
  ['survey_id', 'Survey id', 'r.survey_id'],
  ['survey_name', 'Survey', 'r.survey_name'],
  ['profile_id', 'Profile', 'r.profile_id'],
  ['user_id', 'User id', 'p.user_id'],
  ['name', 'Name', 'p.name'],
  ['email', 'Email', 'p.email'],
  ['state', 'State', 'r.state'],
  ['first_viewed_at', 'First viewed', 'r.first_viewed_at'],
  ['last_viewed_at', 'Last viewed', 'r.last_viewed_at'],
  ['started_at', 'Started', 'r.started_at'],
  ['last_answered_at', 'Last answered', 'r.last_answered_at'],
  ['completed_at', 'Completed', 'r.completed_at'],
  ['dismissed_at', 'Dismissed', 'r.dismissed_at'],
  ['url', 'Page', 'r.url'],
  ['language', 'Language', 'r.language'],
  ['device_type', 'Device type', 'r.device_type'],
];

/**
 * Survey responses, the first viewed first, with a column for each question of the survey; of all surveys with their answers as
 * JSON.
 * @throws FilterError on an unknown segment.
 */
export function responsesTable(db: Db, request: ResponsesExport, options: Omit<FilterSqlOptions, 'of'>): Table {
  const { surveyId, ...selection } = request;
  const people = selectList(db, { ...selection, subject: 'profiles', sort: 'profile_id' }, options, ['profile_id']);
  const narrowed = surveyId === undefined ? '' : 'AND survey_id = ?';
  const { count, rows } = chosenRows(db, {
    keys: {
      sql: `SELECT profile_id, survey_id, response_id FROM survey_responses
        WHERE profile_id IN (${people.sql}) ${narrowed}
        ORDER BY coalesce(first_viewed_at, started_at, completed_at), survey_id, profile_id, response_id`,
      params: [...people.params, ...(surveyId === undefined ? [] : [surveyId])],
    },
    columns: ['profile_id', 'survey_id', 'response_id'],
    rows: `SELECT ${COLUMNS.map(([name, , sql]) => `${sql} AS ${name}`).join(', ')}, r.answers
      FROM temp.chosen
      CROSS JOIN survey_responses AS r
        ON r.profile_id = chosen.profile_id AND r.survey_id = chosen.survey_id AND r.response_id = chosen.response_id
      LEFT JOIN profiles AS p ON p.profile_id = r.profile_id`,
  });
  const questions = surveyId === undefined ? null : questionsOf(db, surveyId);
  const columns: TableColumn[] = [
    ...COLUMNS.map(([name, label]) => ({ name, label })),
    ...(questions?.map(({ question_id: id, question }) => ({ name: `answers.${id}`, label: question ?? id })) ?? [
      { name: 'answers', label: 'Answers' },
    ]),
  ];
  return { columns, count, rows: cellsOf(rows, questions) };
}

interface Question {
  readonly question_id: string;
  readonly question: string | null;
}

function questionsOf(db: Db, surveyId: string): Question[] {
  return db
    .prepare<[string], Question>(
      'SELECT question_id, max(question) AS question FROM survey_answers WHERE survey_id = ? GROUP BY 1 ORDER BY 1',
    )
    .all(surveyId);
}

function* cellsOf(rows: Iterable<Row>, questions: readonly Question[] | null): Generator<Cell[]> {
  for (const row of rows) {
    const own = COLUMNS.map(([name]): Cell => row[name] ?? null);
    if (!questions) yield [...own, row.answers ?? null];
    else {
      const answers = new Map<string, unknown>(Object.entries(JSON.parse(String(row.answers ?? '{}'))));
      yield [...own, ...questions.map(({ question_id: id }) => cellOf(answers.get(id)))];
    }
  }
}
