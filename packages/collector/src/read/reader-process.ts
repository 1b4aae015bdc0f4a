import { DecisionError } from '@kith/fold';
import { type Db, openReadOnly } from '../persist/database.ts';
import { FilterError } from './filter/filter-error.ts';
import { NotFound } from './not-found.ts';
import { QUESTIONS } from './questions.ts';

/** What a reader is asked. */
export interface ToReader {
  readonly question: string;
  readonly args: object;
}

/** What a reader answers. */
export type FromReader =
  | { readonly result: unknown }
  | { readonly bug: string }
  | { readonly statusCode: number; readonly code: string; readonly message: string };

const [, , database = '', timezone = 'UTC'] = process.argv;
let db: Db | undefined;

process.on('message', ({ question, args }: ToReader) => {
  process.send?.(answer(question, args));
});
// The collector went away, whatever became of it.
process.on('disconnect', () => process.exit(0));

function answer(question: string, args: object): FromReader {
  const ask = QUESTIONS.get(question);
  if (!ask) return { bug: 'there is no such question' };
  try {
    db ??= openReadOnly(database);
    return { result: ask(db, args as never, { now: Date.now(), timezone }) };
  } catch (error) {
    if (error instanceof FilterError) return { statusCode: 400, code: 'bad_question', message: error.message };
    if (error instanceof DecisionError) return { statusCode: 400, code: 'decision_refused', message: error.message };
    if (error instanceof NotFound) return { statusCode: 404, code: 'not_found', message: error.message };
    return { bug: error instanceof Error ? error.message : String(error) };
  }
}
