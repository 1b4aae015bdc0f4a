import { parseTime } from '@kith/protocol';
import { asOf } from '../../fold/as-of.ts';
import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import { FilterError } from '../filter/filter-error.ts';
import { NotFound } from '../not-found.ts';
import type { Row } from '../page.ts';
import type { Question } from '../questions.ts';

/** What a person as of a time is asked with. */
export interface AsOfArgs {
  readonly profile_id: string;
  /** ISO-8601. */
  readonly at: string;
}

/** A person as known from the events up to a time, under today's decisions. */
export const asOfQuestion: Question = (db: Db, { profile_id: identity, at }: AsOfArgs) => {
  const until = parseTime(at)?.ms;
  if (until === undefined) throw new FilterError('at', 'must be an ISO-8601 time');
  const whole = asOf(db.name, identity, until);
  if (!whole) throw new NotFound(`nobody was known as ${identity} then`);
  const { profile, ...lists } = whole;
  const answered = Object.entries(lists).map(([name, rows]) => [name, (rows as readonly Row[]).map(answerRow)]);
  return { profile: answerRow(profile as Row), ...Object.fromEntries(answered) };
};
