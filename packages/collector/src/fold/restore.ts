import { existsSync, rmSync } from 'node:fs';
import { backUp } from '../persist/backup.ts';
import { cleanFile, markUnclean } from '../persist/clean-file.ts';
import { type Db, openDatabase } from '../persist/database.ts';
import { type Replayed, replayDeletions } from '../persist/replay-deletions.ts';
import { projectAll } from './project.ts';

/** What a restoration brought. */
export interface Restored extends Replayed {
  /** Events that the database holds now. */
  readonly eventCount: number;
}

/**
 * Puts a backup in the place of a database that nobody writes, in one transaction. What was erased or has expired since the
 * backup stays away, and revoked keys stay revoked: the current file says what. The work is done in a file beside it; until
 * that is whole, nothing changes.
 * @throws when the backup is damaged or of another database, or the current file cannot be read.
 */
export async function restore(
  database: string,
  backup: string,
  onProgress: (done: number, total: number) => void,
): Promise<Restored> {
  const work = `${database}.restore`;
  const clear = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(work + end, { force: true });
  };
  clear();
  try {
    await backUp(backup, work, onProgress);
    const replayed = existsSync(database) ? replay(work, database) : NOTHING;
    const db = openDatabase(work);
    try {
      await db.backup(database);
      return { ...replayed, eventCount: Number(db.prepare('SELECT count(*) FROM event_log').pluck().get()) };
    } finally {
      db.close();
    }
  } finally {
    clear();
  }
}

function replay(work: string, database: string): Replayed {
  // Brings the current file forward, so that both have one schema.
  openDatabase(database).close();
  const replayed = openBeside(work, database, (db) => db.transaction(() => replayDeletions(db)).immediate());
  openBeside(work, database, (db) => {
    projectAll(db);
    // What was deleted must not lie in the pages that are copied.
    markUnclean(db);
    cleanFile(db);
  });
  return replayed;
}

// With the current file attached, whose keys tell who was erased.
function openBeside<T>(work: string, database: string, use: (db: Db) => T): T {
  const db = openDatabase(work);
  try {
    db.prepare('ATTACH ? AS file').run(database);
    return use(db);
  } finally {
    db.close();
  }
}

const NOTHING: Replayed = { erasedCount: 0, expiredCount: 0, rejectedCount: 0 };
