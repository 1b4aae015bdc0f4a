import { type Decision, DecisionError } from '@kith/fold';
import type { FoldDifference } from '../../fold/compare-folds.ts';
import { prepareTables } from '../../fold/prepare-tables.ts';
import type { Progress } from '../../fold/refold.ts';
import { rulesAfter, whatIf } from '../../fold/what-if.ts';
import { openReadOnly } from '../../persist/database.ts';

/** What such a process is for: to make tables ready for a decision, or to say what it would change. */
export type RefoldTask = 'prepare' | 'preview';

/** What the process of a refold says. */
export type FromRefold =
  | { readonly progress: Progress }
  | { readonly difference: FoldDifference }
  | { readonly refusal: string };

const [, , database = '', task = '', text = ''] = process.argv;
// The collector went away, whatever became of it.
const abandon = () => process.exit(1);
process.on('disconnect', abandon);

try {
  const decision = JSON.parse(text) as Decision;
  const onProgress = (progress: Progress) => say({ progress });
  if (task === ('preview' satisfies RefoldTask)) {
    say({ difference: whatIf(database, decision, Date.now(), { onProgress }) });
  } else {
    const db = openReadOnly(database);
    const { after: rules } = rulesAfter(db, decision, Date.now());
    db.close();
    prepareTables(database, { rules, onProgress });
  }
} catch (error) {
  if (!(error instanceof DecisionError)) throw error;
  say({ refusal: error.message });
}
process.off('disconnect', abandon);
process.disconnect?.();

function say(message: FromRefold): void {
  process.send?.(message);
}
