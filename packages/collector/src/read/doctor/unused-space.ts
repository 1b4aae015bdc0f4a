import { unusedBytes } from '../../persist/compact.ts';
import { fileSize } from '../../persist/file-size.ts';
import type { Check } from './check.ts';

const MIN_BYTES = 64 * 1_048_576;
const MIN_SHARE = 0.25;

/** A file that is much larger than what it holds. */
export const unusedSpace: Check = {
  name: 'unused_space',
  severity: 'warning',
  title: 'a quarter of the database file or more is unused',
  why: 'It takes room on the disk and in every backup. SQLite uses it again for what comes.',
  fix: 'Where it will not fill up again soon, stop the collector and run kith vacuum.',
  sql: `SELECT freelist_count * page_size AS unused_bytes, page_count * page_size AS database_bytes
    FROM pragma_freelist_count, pragma_page_count, pragma_page_size`,
  find(db) {
    const [unused, { databaseBytes }] = [unusedBytes(db), fileSize(db)];
    if (unused < MIN_BYTES || unused < MIN_SHARE * databaseBytes) return { count: 0, examples: [] };
    return { count: 1, examples: [{ unused_bytes: unused, database_bytes: databaseBytes }] };
  },
};
