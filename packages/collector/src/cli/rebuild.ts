import { existsSync, renameSync, rmSync } from 'node:fs';
import { loadKeys } from '../collect/key-file.ts';
import { ConfigError } from '../config.ts';
import { refold } from '../fold/refold.ts';
import { openDatabase } from '../persist/database.ts';
import { lockFile } from '../persist/file-lock.ts';
import { readServerFile } from '../persist/server-file.ts';
import { scratchPath, swapDerived } from '../persist/swap.ts';
import { readDatabaseFlag } from './database-flag.ts';
import { progressBar } from './progress-bar.ts';

const USAGE = `Usage: kith rebuild [--db FILE]

Folds every event once more, from nothing, and puts the result in the place of the derived tables in one transaction.
A running server goes on taking events, and adopts the result itself. Interrupted, it changes nothing.
`;

/** `kith rebuild`: derives everything anew from the events. */
export async function rebuildCommand(flags: readonly string[]): Promise<void> {
  const config = readDatabaseFlag(flags, USAGE);
  if (!config) return;
  const { database } = config;
  if (!existsSync(database)) throw new ConfigError(`there is no database ${database}: give --db or KITH_DB.`);
  const path = scratchPath(database);
  const bar = progressBar();
  // Under another name until it is whole, so that nothing half-folded can be adopted.
  const part = `${path}.part`;
  const scratch = refold(database, { path: part, onProgress: bar.update });
  const count = scratch.prepare("SELECT value FROM watermarks WHERE name = 'seq'").pluck().get() ?? 0;
  scratch.exec('COMMIT');
  scratch.close();
  renameSync(part, path);
  bar.end();
  try {
    const lock = lockFile(database);
    if (lock) {
      const db = openDatabase(database);
      swapDerived(db, path);
      db.close();
      lock.release();
    } else {
      await adoptByServer(database, loadKeys(config).adminToken);
    }
  } finally {
    rmSync(path, { force: true });
  }
  process.stdout.write(`rebuilt from ${count} events\n`);
}

async function adoptByServer(database: string, adminToken: string): Promise<void> {
  const server = readServerFile(database);
  if (!server) throw new ConfigError('another process writes this database, and it is no Kith server: stop it first.');
  const response = await fetch(`${server.address}/api/rebuild`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const { message = '' } = (await response.json()) as { message?: string };
  if (!response.ok) throw new ConfigError(`the server at ${server.address} did not adopt the tables: ${message}`);
}
