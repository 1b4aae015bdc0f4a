import { type EventKey, fold, type Store, streamOf } from '@kith/fold';
import type { EventLog } from '../persist/event-log.ts';

/**
 * Folds the next events of the log into profiles and moves the watermark behind them. Call in a transaction: a crash
 * undoes both together, and what is folded again meets a state that never saw it.
 * @param limit how many events at the most.
 * @returns how many events were folded; 0 when the profiles are up to date.
 */
export function project(log: EventLog, store: Store, limit: number): number {
  const replaced = log.takeReplaced(limit);
  const removed: EventKey[] = replaced.map((event) => ({ stream: streamOf(event), messageId: event.messageId }));
  const fresh = log.after(log.foldedSeq(), limit);
  if (replaced.length + fresh.length === 0) return 0;
  fold(store, { added: [...replaced, ...fresh], removed });
  const last = fresh.at(-1);
  if (last) log.setFoldedSeq(last.seq);
  return replaced.length + fresh.length;
}
