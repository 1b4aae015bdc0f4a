import { rmSync } from 'node:fs';
import type { Rules } from '@kith/fold';
import { type Db, openScratch } from '../persist/database.ts';
import { standingRules } from '../persist/decision-log.ts';
import { type Selection, selectEvents, selectedEvents } from '../persist/selection.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
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
  /** By which rules; those in force by default. */
  readonly rules?: Rules;
  /** Which events; all by default. */
  readonly selection?: Selection;
  readonly onProgress?: (progress: Progress) => void;
}

const BATCH_COUNT = 2_000;

/** Stream after stream, little is met again. */
const HELD_COUNT = 2_000;

/**
 * Folds what a file holds once more, from nothing, into a scratch database beside it. The file is only read, as it is at
 * the start, and may be written meanwhile.
 * @returns the scratch database, to be closed by the caller.
 */
export function refold(file: string, { path = '', ...options }: RefoldOptions = {}): Db {
  if (path !== '') rmSync(path, { force: true });
  const db = openScratch(file, path);
  foldScratch(db, options);
  return db;
}

/** Folds what the file of an empty scratch database holds into it. */
export function foldScratch(
  db: Db,
  { onProgress, selection = {}, ...options }: Omit<RefoldOptions, 'path'> = {},
): void {
  const rules = options.rules ?? standingRules(db);
  const totalCount = selectEvents(db, selection);
  const projection = { next: selectedEvents(db, rules), store: sqliteStore(db, rules, HELD_COUNT), rules };
  let foldedCount = 0;
  for (let count = -1; count !== 0; ) {
    count = project(projection, BATCH_COUNT);
    foldedCount += count;
    onProgress?.({ foldedCount, totalCount });
  }
}
