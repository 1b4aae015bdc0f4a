import type { Question } from '../questions.ts';
import { type ListArgs, listQuestion } from './people.ts';

const listPeople = listQuestion('profiles');

/** The people whom a text means, among everybody: the list with `find`, by an older name. */
export const searchQuestion: Question = (
  db,
  { text, ...args }: Pick<ListArgs, 'after' | 'explain' | 'limit'> & { readonly text: string },
  asking,
) => listPeople(db, { ...args, find: text, everybody: true } as never, asking);
