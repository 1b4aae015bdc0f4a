import { statSync } from 'node:fs';
import type { Db } from './database.ts';

/** How large the files of a database are, in bytes. */
export interface FileSize {
  readonly databaseBytes: number;
  /** Of the write-ahead log beside it; 0 where there is none. */
  readonly walBytes: number;
}

/** Measures the files of a database, without opening them. */
export function fileSize(db: Db): FileSize {
  const bytes = (name: string) => Number(db.pragma(name, { simple: true }));
  return {
    databaseBytes: bytes('page_count') * bytes('page_size'),
    walBytes: statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0,
  };
}
