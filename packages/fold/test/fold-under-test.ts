import type { Event } from '../src/event.ts';
import type { Relations } from '../src/rows.ts';

/** Folds batches in the order of their arrival, and reads the state. */
export type FoldUnderTest = (batches: Event[][]) => Relations;

interface FoldApi {
  readonly fold: (store: unknown, batch: Event[]) => unknown;
  readonly memoryStore: () => unknown;
  readonly relations: (store: unknown) => Relations;
}

/** The incremental fold on a store in memory; undefined while the package does not export it. */
export const foldUnderTest: FoldUnderTest | undefined = adapt(await import('../src/index.ts'));

function adapt(exported: object): FoldUnderTest | undefined {
  if (!('fold' in exported && 'memoryStore' in exported && 'relations' in exported)) return undefined;
  const { fold, memoryStore, relations } = exported as FoldApi;
  return (batches) => {
    const store = memoryStore();
    for (const batch of batches) fold(store, batch);
    return relations(store);
  };
}
