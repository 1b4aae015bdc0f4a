import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { restore } from '../fold/restore.ts';
import { lockFile } from '../persist/file-lock.ts';
import { isConfirmed } from './confirm.ts';
import { progressBar } from './progress-bar.ts';

const USAGE = `Usage: kith restore FILE [--yes] [--db FILE]

Puts a backup in the place of the database, which no server may have open. What came after the backup is lost: make a backup
of the current file first. Who was erased and what has expired since the backup stays away, and revoked keys stay revoked, as
the current file and its key file say. Without --yes it asks.
`;

/** `kith restore`: puts a backup in the place of the database. */
export async function restoreCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = parse(flags);
  const [backup] = positionals;
  if (values.help || backup === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const { database } = readConfig(values.db === undefined ? [] : [`--db=${values.db}`], process.env);
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

function parse(flags: readonly string[]) {
  const boolean = { type: 'boolean' } as const;
  try {
    const options = { db: { type: 'string' }, yes: boolean, help: boolean } as const;
    return parseArgs({ args: [...flags], options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See kith restore --help.`);
  }
}
