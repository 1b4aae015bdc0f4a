import { type Event, foldDeliveries, memoryStore, type Relations } from '../src/index.ts';

/** Folds batches in the order of their arrival, and reads the state. */
export type FoldUnderTest = (batches: readonly (readonly Event[])[]) => Relations;

/** The incremental fold on a store in memory. */
export const foldUnderTest: FoldUnderTest = (batches) => {
  const store = memoryStore();
  for (const batch of batches) foldDeliveries(store, batch);
  return store.relations();
};
