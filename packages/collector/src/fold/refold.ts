import { rmSync } from 'node:fs';
import { openScratch } from '../persist/database.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
import { unfolded } from '../persist/unfolded.ts';
import { project } from './project.ts';

/** How a {@link refold} is going. */
export interface Progress {
  readonly foldedCount: number;
  readonly totalCount: number;
}

/** Options of {@link refold}. */
export interface RefoldOptions {
  /** Where to keep the scratch database; a temporary place by default. */
  readonly path?: string;
  readonly onProgress?: (progress: Progress) => void;
}

const BATCH_COUNT = 1_000;

/**
 * Folds everything a file holds once more, from nothing, into a scratch database beside it. The file is only read, as it
 * is at the start, and may be written meanwhile.
 * @returns the scratch database, to be closed by the caller.
 */
export function refold(file: string, { path = '', onProgress }: RefoldOptions = {}): Scratch {
  if (path !== '') rmSync(path, { force: true });
  const db = openScratch(file, path);
  foldScratch(db, onProgress);
  return db;
}

/** A scratch database, empty or folded. */
export type Scratch = ReturnType<typeof openScratch>;

/** Folds what the file of a scratch database holds into it. */
export function foldScratch(db: Scratch, onProgress?: (progress: Progress) => void): void {
  const totalCount = Number(db.prepare('SELECT count(*) FROM event_log').pluck().get());
  const next = unfolded(db);
  const store = sqliteStore(db);
  let foldedCount = 0;
  // What was replaced before the start is read as it is now: only the watermark has to know.
  db.exec(`INSERT INTO watermarks SELECT 'replacement_id', coalesce(max(replacement_id), 0) FROM replacements`);
  for (let count = -1; count !== 0; foldedCount += count) {
    count = project(next, store, BATCH_COUNT);
    onProgress?.({ foldedCount: foldedCount + count, totalCount });
  }
}
