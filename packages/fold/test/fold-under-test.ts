import { applyRules, type Event, foldDeliveries, memoryStore, type Relations, type Rules } from '../src/index.ts';

/** A time in which the rules did not change, and what arrived in it, in batches. */
export interface Phase {
  readonly rules: Rules;
  readonly batches: readonly (readonly Event[])[];
}

/** The incremental fold on a store in memory: folds batches in the order of their arrival, with the rules changed between the phases. */
export function foldUnderTest(phases: readonly Phase[]): Relations {
  const store = memoryStore();
  for (const [index, { rules, batches }] of phases.entries()) {
    const before = phases[index - 1]?.rules;
    if (before !== undefined) applyRules(store, before, rules);
    for (const batch of batches) foldDeliveries(store, batch, rules);
  }
  return store.relations();
}
