import { existsSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { restore } from '../fold/restore.ts';
import { lockFile } from '../persist/file-lock.ts';
import { isConfirmed } from './confirm.ts';
import { progressBar } from './progress-bar.ts';
import { configOf, readArguments, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith restore FILE [--yes] [--db FILE]

Puts a backup in the place of the database, which no server may have open. What came after the backup is lost: make a backup
of the current file first. Who was erased and what has expired since the backup stays away, and revoked keys stay revoked, as
the current file and its key file say. Without --yes it asks.
`;

/** `kith restore`: puts a backup in the place of the database. */
export async function restoreCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('restore', flags, { booleans: ['yes'] });
  const [backup] = positionals;
  if (values.help || backup === undefined) return showUsage(USAGE, values);
  const { database } = configOf(values);
  if (!existsSync(backup)) throw new ConfigError(`there is no backup ${backup}.`);
  const lock = lockFile(database);
  if (!lock) throw new ConfigError(`a server or another command writes ${database}: stop it first.`);
  const bar = progressBar('pages');
  try {
    if (existsSync(database) && !values.yes && !(await isConfirmed(`Replace ${database}?`))) return;
    const restored = await restore(database, backup, (foldedCount, totalCount) =>
      bar.update({ foldedCount, totalCount }),
    );
    bar.end();
    process.stdout.write(`restored ${restored.eventCount} events; deleted from the backup again:
  erased events     ${restored.erasedCount}
  expired events    ${restored.expiredCount}
  refused messages  ${restored.rejectedCount}
`);
  } catch (error) {
    bar.end();
    throw new ConfigError(`nothing was restored: ${error instanceof Error ? error.message : error}.`);
  } finally {
    lock.release();
  }
}
