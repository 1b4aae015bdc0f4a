import { renameSync, rmSync } from 'node:fs';
import { scratchPath } from '../persist/swap.ts';
import { type RefoldOptions, refold } from './refold.ts';

/** Folds a file into tables beside it, ready to be adopted. @returns how many events were folded. */
export function prepareTables(database: string, options: Pick<RefoldOptions, 'onProgress' | 'rules'> = {}): number {
  const path = scratchPath(database);
  // Under another name until it is whole, so that nothing half-folded can be adopted.
  const part = `${path}.part`;
  try {
    const scratch = refold(database, { ...options, path: part });
    const count = Number(scratch.prepare('SELECT count(*) FROM placements').pluck().get());
    scratch.exec('COMMIT');
    scratch.close();
    renameSync(part, path);
    return count;
  } finally {
    rmSync(part, { force: true });
  }
}
