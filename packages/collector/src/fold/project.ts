import { type EventKey, fold, type Rules, type Store, streamOf } from '@kith/fold';
import type { Db } from '../persist/database.ts';
import { standingRules } from '../persist/decision-log.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
import { type NextUnfolded, unfolded } from '../persist/unfolded.ts';

/** A fold that goes on: what comes next, where it is kept, and by which rules. Valid until a rollback or other rules. */
export interface Projection {
  readonly next: NextUnfolded;
  readonly store: Store;
  readonly rules: Rules;
}

/**
 * Folds the next events of the log into profiles and moves the watermarks behind them. Call in a transaction: a crash
 * undoes both together, and what is folded again meets a state that never saw it.
 * @param limit how many events at the most.
 * @returns how many events were taken in; 0 when the profiles are up to date.
 */
export function project({ next, store, rules }: Projection, limit: number): number {
  const { fresh, replaced, done } = next(limit);
  const removed: EventKey[] = replaced.map((event) => ({ stream: streamOf(event), messageId: event.messageId }));
  if (fresh.length + replaced.length > 0) fold(store, { added: [...replaced, ...fresh], removed }, rules);
  done();
  return fresh.length + replaced.length;
}

/** Folds all that is stored. */
export function projectAll(db: Db): void {
  const rules = standingRules(db);
  const projection = { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
  const step = db.transaction(() => project(projection, BATCH_COUNT));
  while (step.immediate() > 0);
}

const BATCH_COUNT = 2_000;
