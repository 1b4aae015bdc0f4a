import { attribute } from './attribute.ts';
import { carry } from './carry.ts';
import { type Event, streamOf } from './event.ts';
import { resolveIdentities } from './identity.ts';
import { placeStream } from './place-stream.ts';
import type { EventKey, Store } from './store.ts';
import { newWork } from './work.ts';

/** What a fold is to take in. */
export interface Changes {
  /** Accepted events that the store does not hold in atoms yet, each in its canonical copy. */
  readonly added: readonly Event[];
  /** Events to take out: those of which a better copy arrived, which is then among the added. */
  readonly removed: readonly EventKey[];
}

/**
 * Folds changes into the store: place → resolve → attribute → carry. The state afterwards is a function of the set of
 * events the store holds, whatever the order and the batches they came in.
 */
export function fold(store: Store, changes: Changes): void {
  const work = newWork(store);
  const removed = Map.groupBy(changes.removed, (key) => key.stream);
  const added = Map.groupBy(changes.added, streamOf);
  for (const stream of new Set([...removed.keys(), ...added.keys()])) {
    placeStream(work, stream, removed.get(stream) ?? [], added.get(stream) ?? []);
  }
  const { streams, users } = resolveIdentities(store, work.ids);
  for (const stream of streams) work.streams.add(stream);
  carry(work, attribute(work), users);
  store.flush();
}
