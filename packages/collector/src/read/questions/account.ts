import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import { NotFound } from '../not-found.ts';
import type { Row } from '../page.ts';
import type { Question } from '../questions.ts';
import { type ListArgs, listQuestion, readFilterText } from './people.ts';

/** One account: every column of `accounts`. */
export const accountQuestion: Question = (db: Db, { account_id: id }: { readonly account_id: string }) => {
  const row = db.prepare<[string], Row>('SELECT * FROM accounts WHERE account_id = ?').get(id);
  if (!row) throw new NotFound(`there is no account ${id}`);
  return answerRow(row);
};

const listPeople = listQuestion('profiles');

/** A page of the people who belong to an account; a filter narrows it. */
export const accountUsersQuestion: Question = (
  db: Db,
  { account_id: id, filter, ...args }: ListArgs & { readonly account_id: string },
  asking,
) => {
  const isKnown = db.prepare('SELECT 1 FROM account_rows WHERE account_id = ?').get(id);
  if (!isKnown) throw new NotFound(`there is no account ${id}`);
  const belongs = { account: { attribute: 'account_id', is: id } };
  const both = filter === undefined ? belongs : { all: [belongs, readFilterText(filter)] };
  return listPeople(db, { ...args, filter: JSON.stringify(both) } as never, asking);
};
