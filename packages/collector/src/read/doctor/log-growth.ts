import { fileSize } from '../../persist/file-size.ts';
import { LOG_LIMIT_BYTES } from '../../persist/log-tender.ts';
import type { Check } from './check.ts';

/** A write-ahead log that somebody keeps from being emptied. */
export const logGrowth: Check = {
  name: 'log_growth',
  severity: 'error',
  title: 'the write-ahead log of the database has grown large',
  why: 'Somebody keeps an old state of the file open, and the log grows with every message until the disk is full.',
  fix: 'fuser FILE-wal names the processes: end the transaction, or the program.',
  find(db) {
    const { walBytes } = fileSize(db);
    if (walBytes <= 2 * LOG_LIMIT_BYTES) return { count: 0, examples: [] };
    return { count: 1, examples: [{ file: `${db.name}-wal`, bytes: walBytes }] };
  },
};
