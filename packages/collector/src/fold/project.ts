import { type EventKey, fold, type Rules, type Store, streamOf } from '@kith/fold';
import type { NextUnfolded } from '../persist/unfolded.ts';

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
