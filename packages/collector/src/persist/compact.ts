import { writeAnew } from './clean-file.ts';
import type { Db } from './database.ts';
import { fileSize } from './file-size.ts';

/** How much of a database file holds nothing, in bytes: SQLite uses it again for what comes. */
export function unusedBytes(db: Db): number {
  const read = (name: string) => Number(db.pragma(name, { simple: true }));
  return read('freelist_count') * read('page_size');
}

/** How much of it holds something, in bytes. */
export function usedBytes(db: Db): number {
  return fileSize(db).databaseBytes - unusedBytes(db);
}

/** Writes the database anew without what it does not use, and empties its log. Call outside a transaction. @returns its size in bytes. */
export function compact(db: Db): number {
  writeAnew(db);
  db.pragma('wal_checkpoint(TRUNCATE)');
  return fileSize(db).databaseBytes;
}
