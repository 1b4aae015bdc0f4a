import type { Rules } from '@kith/fold';
import type { Db } from '../persist/database.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
import { unfolded } from '../persist/unfolded.ts';
import { project } from './project.ts';

const BATCH_COUNT = 2_000;

/** Folds everything that is received. Call in a transaction. */
export function foldAll(db: Db, rules: Rules): void {
  const projection = { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
  while (project(projection, BATCH_COUNT) > 0);
}
