import type { Db } from './database.ts';
import { cleanSearch } from './search-index.ts';

/** What of an erasure the files may still hold. */
export interface FileState {
  /** Whether nothing is left in the database file and its log. */
  readonly isClean: boolean;
  /** Why not, and what happens next; null when nothing is left. */
  readonly reason: string | null;
}

/** Notes that the files may hold what was erased, until {@link cleanFile} has cleaned them. Call in the erasing transaction. */
export function markUnclean(db: Db): void {
  db.exec("INSERT OR REPLACE INTO meta (name, value) VALUES ('unclean', 'file')");
}

/** Whether something is left to be cleaned. */
export function isUnclean(db: Db): boolean {
  return uncleanPart(db) !== undefined;
}

/**
 * Removes what the files still hold of erased rows. `secure_delete` clears rows where they were deleted, but not the copies
 * that remain in unused parts of pages whenever SQLite moves rows between pages, and the search index only notes who is gone: so
 * index and database are written anew, then
 * its log is emptied, for which no reader may hold an older state. May be repeated until nothing is left. Call outside a
 * transaction.
 */
export function cleanFile(db: Db): FileState {
  try {
    if (uncleanPart(db) === 'file') {
      cleanSearch(db);
      writeAnew(db);
      db.exec("UPDATE meta SET value = 'log' WHERE name = 'unclean'");
    }
    if (uncleanPart(db) === 'log') {
      if (!emptyLog(db)) return { isClean: false, reason: HELD };
      db.exec("DELETE FROM meta WHERE name = 'unclean'");
    }
    return { isClean: true, reason: null };
  } catch (error) {
    return { isClean: false, reason: `${error instanceof Error ? error.message : error}; it will be tried again` };
  }
}

const HELD =
  'a reader holds the log of the database: it is emptied as soon as that one lets go, by the server or the next command that writes';

function uncleanPart(db: Db): string | undefined {
  return db.prepare<[], string>("SELECT value FROM meta WHERE name = 'unclean'").pluck().get();
}

/** Writes the database anew, without what it does not use. Call outside a transaction. */
export function writeAnew(db: Db): void {
  // In memory the copy of a large database would not fit; SQLite unlinks its temporary file as soon as it is open.
  db.pragma('temp_store = FILE');
  try {
    db.exec('VACUUM');
  } finally {
    db.pragma('temp_store = MEMORY');
  }
}

function emptyLog(db: Db): boolean {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  return result?.busy === 0;
}
