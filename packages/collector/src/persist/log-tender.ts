import type { Db } from './database.ts';
import type { FileWatch } from './file-watch.ts';

/** What {@link logTender} works with. */
export interface LogTenderOptions {
  readonly db: Db;
  readonly files: Pick<FileWatch, 'logSize'>;
  readonly path: string;
  readonly warn: (message: string) => void;
}

const MIB = 1_048_576;

/** SQLite itself cuts the log back to this, though only with the next message after a reader has let go. In bytes. */
export const LOG_LIMIT_BYTES: number = 64 * MIB;

/** Sizes at which an operator is told, in bytes. */
const ALARM_BYTES: readonly number[] = [256 * MIB, 1_024 * MIB];

/**
 * Keeps the write-ahead log small: it grows for as long as somebody reads an old state of the database, without limit.
 * @returns a function to be called every few seconds, outside of transactions: it empties a large log as far as readers
 * let it, without waiting for them, and warns when the log passes a size at which somebody should look.
 */
export function logTender({ db, files, path, warn }: LogTenderOptions): () => void {
  let alarmCount = 0;
  return () => {
    if (files.logSize() > LOG_LIMIT_BYTES) emptyLog(db);
    const size = files.logSize();
    const passed = ALARM_BYTES.filter((bytes) => size > bytes).length;
    if (passed > alarmCount) {
      warn(
        `the log ${path}-wal has grown to ${Math.round(size / MIB)} MiB, because a program keeps an old state of the database open: ` +
          `end its transaction or the program (fuser ${path}-wal names those that have it open)`,
      );
    } else if (passed === 0 && alarmCount > 0) warn(`the log ${path}-wal is small again`);
    alarmCount = passed;
  };
}

function emptyLog(db: Db): void {
  const timeout = db.pragma('busy_timeout', { simple: true });
  db.pragma('busy_timeout = 0');
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.pragma(`busy_timeout = ${timeout}`);
  }
}
