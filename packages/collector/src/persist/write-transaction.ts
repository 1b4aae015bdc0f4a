import type { Db } from './database.ts';
import type { FileWatch } from './file-watch.ts';

/** Does all of something in one transaction, or nothing. @throws what the work or the database throws. */
export type InTransaction = (work: () => void) => void;

/** Transactions which hold the write lock from the beginning, in files that are where they should be. */
export function writeTransaction(db: Db, files: Pick<FileWatch, 'requireInPlace'>): InTransaction {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  return (work) => {
    files.requireInPlace();
    // A rollback may have failed, too, where the disk does.
    if (db.inTransaction) rollback.run();
    begin.run();
    try {
      work();
      commit.run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      throw error;
    }
    // What has gone into files that were taken away meanwhile is not stored.
    files.requireInPlace();
  };
}
