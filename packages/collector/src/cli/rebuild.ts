import { renameSync, rmSync } from 'node:fs';
import { type RefoldOptions, refold } from '../fold/refold.ts';
import { scratchPath } from '../persist/swap.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';
import { adoptTables } from './with-writer.ts';

const USAGE = `Usage: kith rebuild [--db FILE]

Folds every event once more, from nothing, and puts the result in the place of the derived tables in one transaction.
A running server goes on taking events, and adopts the result itself. Interrupted, it changes nothing.
`;

/** `kith rebuild`: derives everything anew from the events. */
export async function rebuildCommand(flags: readonly string[]): Promise<void> {
  const values = readFlags('rebuild', flags, {});
  if (values.help) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  const count = prepareTables(config.database);
  try {
    await adoptTables(config);
  } finally {
    rmSync(scratchPath(config.database), { force: true });
  }
  process.stdout.write(`rebuilt from ${count} events\n`);
}

/** Folds a file into tables beside it, ready to be adopted. @returns how many events were folded. */
export function prepareTables(database: string, options: Pick<RefoldOptions, 'rules'> = {}): number {
  const path = scratchPath(database);
  // Under another name until it is whole, so that nothing half-folded can be adopted.
  const part = `${path}.part`;
  const bar = progressBar();
  try {
    const scratch = refold(database, { ...options, path: part, onProgress: bar.update });
    const count = Number(scratch.prepare('SELECT count(*) FROM placements').pluck().get());
    scratch.exec('COMMIT');
    scratch.close();
    renameSync(part, path);
    return count;
  } finally {
    bar.end();
    rmSync(part, { force: true });
  }
}
