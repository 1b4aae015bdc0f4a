import { ConfigError } from '../config.ts';
import { compact, unusedBytes } from '../persist/compact.ts';
import { openDatabase } from '../persist/database.ts';
import { lockFile } from '../persist/file-lock.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith vacuum [--db FILE]

Writes the database anew, without the space that it does not use. Nothing can be stored meanwhile, so no server may run; it needs
as much free space as the database is large. It pays after much has expired: kith doctor says when.
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
    const bytes = compact(db);
    db.close();
    process.stdout.write(`${freed} unused bytes are gone, ${bytes} are left\n`);
  } catch (error) {
    throw new ConfigError(`nothing was changed: ${error instanceof Error ? error.message : error}.`);
  } finally {
    lock.release();
  }
}
