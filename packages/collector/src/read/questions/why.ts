import type { Db } from '../../persist/database.ts';
import { NotFound } from '../not-found.ts';
import type { Question } from '../questions.ts';
import { snakeCased } from '../snake-cased.ts';
import { reasonsOf } from '../why.ts';
import type { ProfileArgs } from './profile.ts';

/** Why everything in a profile is there. */
export const whyQuestion: Question = (db: Db, { profile_id: identity }: ProfileArgs) => {
  const reasons = reasonsOf(db, identity);
  if (!reasons) throw new NotFound(`there is no profile ${identity}`);
  return { data: snakeCased(reasons), next: null };
};
