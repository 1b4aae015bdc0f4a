import { type Decision, DecisionError } from '@kith/fold';
import { prepareTables } from '../../fold/prepare-tables.ts';
import type { Progress } from '../../fold/refold.ts';
import { rulesAfter } from '../../fold/what-if.ts';
import { openReadOnly } from '../../persist/database.ts';

/** What the process of a refold says. */
export type FromRefold = { readonly progress: Progress } | { readonly refusal: string };

const [, , database = '', decision = ''] = process.argv;
// The collector went away, whatever became of it.
const abandon = () => process.exit(1);
process.on('disconnect', abandon);

try {
  const db = openReadOnly(database);
  const { after: rules } = rulesAfter(db, JSON.parse(decision) as Decision, Date.now());
  db.close();
  prepareTables(database, { rules, onProgress: (progress) => say({ progress }) });
} catch (error) {
  if (!(error instanceof DecisionError)) throw error;
  say({ refusal: error.message });
}
process.off('disconnect', abandon);
process.disconnect?.();

function say(message: FromRefold): void {
  process.send?.(message);
}
