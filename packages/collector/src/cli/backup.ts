import { ConfigError } from '../config.ts';
import { type BackupOptions, backUp } from '../persist/backup.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith backup FILE [--db FILE]

Copies the database as it is at this moment into FILE, which must not be there yet, and proves the copy. A running server goes
on meanwhile. FILE appears when it is whole. Keep the key file (<database>.keys.json) too, apart from it.
`;

/** `kith backup`: copies the database. */
export function backupCommand(flags: readonly string[]): Promise<void> {
  return copyCommand({ name: 'backup', usage: USAGE, options: {} }, flags);
}

/** A command that copies the database. */
export interface Copying {
  readonly name: string;
  readonly usage: string;
  readonly options: BackupOptions;
}

/** Copies the database to the file that the arguments name, and says what the copy holds. */
export async function copyCommand({ name, usage, options }: Copying, flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(name, flags, {});
  const [target] = positionals;
  if (values.help || target === undefined) return showUsage(usage, values);
  const config = databaseConfig(values);
  const bar = progressBar('pages');
  const show = (foldedCount: number, totalCount: number) => bar.update({ foldedCount, totalCount });
  try {
    const { eventCount, rejectedCount, bytes } = await backUp(config.database, target, show, options);
    bar.end();
    process.stdout.write(
      `${target}: ${eventCount} events, ${rejectedCount} refused messages, ${bytes} bytes, proved\n`,
    );
  } catch (error) {
    bar.end();
    throw new ConfigError(`nothing was backed up: ${error instanceof Error ? error.message : error}.`);
  }
}
