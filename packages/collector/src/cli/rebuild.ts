import { rmSync } from 'node:fs';
import type { Rules } from '@kith/fold';
import { prepareTables } from '../fold/prepare-tables.ts';
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
  const count = prepareVisibly(config.database);
  try {
    await adoptTables(config);
  } finally {
    rmSync(scratchPath(config.database), { force: true });
  }
  process.stdout.write(`rebuilt from ${count} events\n`);
}

/** Folds a file into tables beside it, ready to be adopted, and shows how far that is. @returns how many events were folded. */
export function prepareVisibly(database: string, rules?: Rules): number {
  const bar = progressBar();
  try {
    return prepareTables(database, { onProgress: bar.update, ...(rules && { rules }) });
  } finally {
    bar.end();
  }
}
