import { whatErases } from '../../fold/erase.ts';
import { whatExpires } from '../../fold/expire.ts';
import { whatIf } from '../../fold/what-if.ts';
import type { Db } from '../../persist/database.ts';
import { requireKnown } from '../../persist/decision-log.ts';
import { checkedDecision } from '../checked-decision.ts';
import type { Question } from '../questions.ts';
import { snakeCased } from '../snake-cased.ts';

/** What a decision would change on the data itself, which is not taken. @throws DecisionError where it could not be. */
export const previewQuestion: Question = (db: Db, { decision: input }: { readonly decision: unknown }, { now }) => {
  const decision = checkedDecision(input, now);
  if (decision.kind === 'erase') return snakeCased(whatErases(db.name, decision)) as object;
  if (decision.kind === 'expire') return snakeCased(whatExpires(db.name, decision)) as object;
  requireKnown(db, decision);
  return snakeCased(whatIf(db.name, decision, now)) as object;
};
