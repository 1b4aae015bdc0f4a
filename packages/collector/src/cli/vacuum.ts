import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../config.ts';
import { compact, unusedBytes, usedBytes } from '../persist/compact.ts';
import { openDatabase } from '../persist/database.ts';
import { lockFile } from '../persist/file-lock.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith vacuum [--db FILE]

Writes the database anew, without the space that it does not use. Nothing can be stored meanwhile, so no server may run; it says
first how much it writes. That much must be free beside the database, and where temporary files lie (SQLITE_TMPDIR, or TMPDIR). It
pays after much has expired: kith doctor says when.
`;

/** `kith vacuum`: makes the file as small as what it holds. */
export async function vacuumCommand(flags: readonly string[]): Promise<void> {
  const values = readFlags('vacuum', flags, {});
  if (values.help) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  const lock = lockFile(config.database);
  if (!lock) throw new ConfigError('a server or another command writes this database: stop it first.');
  try {
    const db = openDatabase(config.database);
    const freed = unusedBytes(db);
    const needed = usedBytes(db);
    requireSpace(config.database, needed);
    process.stdout.write(`writing ${megabytes(needed)} anew, twice; it cannot be seen how far that is
`);
    const bytes = compact(db);
    db.close();
    process.stdout.write(`${freed} unused bytes are gone, ${bytes} are left\n`);
  } catch (error) {
    throw new ConfigError(`nothing was changed: ${error instanceof Error ? error.message : error}.`);
  } finally {
    lock.release();
  }
}

// The copy goes through the log, which lies beside the database and is emptied afterwards.
function requireSpace(database: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(resolve(database)));
  if (bavail * bsize < bytes) {
    throw new Error(`it takes ${megabytes(bytes)} beside the database, where ${megabytes(bavail * bsize)} are free`);
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}
