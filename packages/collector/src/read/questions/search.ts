import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';
import { searchProfiles } from '../search.ts';

/** What a search is asked with. */
export interface SearchArgs {
  readonly text: string;
  readonly limit: number;
  readonly explain?: 'sql';
}

/** People with an identifier, else with a part of a name or an email address. */
export const searchQuestion: Question = (db: Db, { text, limit, explain }: SearchArgs) => {
  const { match, rows, statement } = searchProfiles(db, text, limit);
  return { match, data: rows.map(answerRow), next: null, ...(explain && { sql: runnableSql(statement) }) };
};
