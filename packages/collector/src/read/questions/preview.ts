import type { Decision } from '@kith/fold';
import { whatErases } from '../../fold/erase.ts';
import { whatExpires } from '../../fold/expire.ts';
import { whatIf } from '../../fold/what-if.ts';
import type { Db } from '../../persist/database.ts';
import { requireKnown } from '../../persist/decision-log.ts';
import { checkedDecision } from '../checked-decision.ts';
import type { Question } from '../questions.ts';
import { snakeCased } from '../snake-cased.ts';

/** What is asked about a decision. */
export interface PreviewArgs {
  readonly decision: unknown;
  readonly explain?: 'sql';
}

// What would be is folded beside the file: only what is now the file tells, where all of it is folded.
const BEFORE = {
  profile_count: 'SELECT count(DISTINCT profile_id) FROM events;',
  session_count: 'SELECT count(DISTINCT session_id) FROM events;',
};

/** What a decision would change on the data itself, which is not taken. @throws DecisionError where it could not be. */
export const previewQuestion: Question = (db: Db, { decision: input, explain }: PreviewArgs, { now }) => {
  const decision = checkedDecision(input, now);
  if (decision.kind === 'erase') return snakeCased(whatErases(db.name, decision)) as object;
  if (decision.kind === 'expire') return snakeCased(whatExpires(db.name, decision)) as object;
  requireKnown(db, decision);
  return { ...(snakeCased(whatIf(db.name, decision, now)) as object), ...(explain && sqlBefore(decision)) };
};

/** The SQL that gives what is now, where a decision concerns all events. */
export function sqlBefore({ kind }: Decision): { readonly sql?: typeof BEFORE } {
  return kind === 'mapping' || kind === 'policy' ? { sql: BEFORE } : {};
}
