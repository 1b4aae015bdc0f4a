import {
  applyRules,
  DEFAULT_RULES,
  type Event,
  foldDeliveries,
  memoryStore,
  type Relations,
  type Rules,
} from '../src/index.ts';

/** Folds batches in the order of their arrival under the rules, and reads the state. */
export type FoldUnderTest = (batches: readonly (readonly Event[])[], rules?: Rules) => Relations;

/** A time in which the rules did not change, and what arrived in it, in batches. */
export interface Phase {
  readonly rules: Rules;
  readonly batches: readonly (readonly Event[])[];
}

/** The incremental fold on a store in memory. */
export const foldUnderTest: FoldUnderTest = (batches, rules = DEFAULT_RULES) => foldPhases([{ rules, batches }]);

/** The same, with the rules changed between the phases. */
export function foldPhases(phases: readonly Phase[]): Relations {
  const store = memoryStore();
  for (const [index, { rules, batches }] of phases.entries()) {
    const before = phases[index - 1]?.rules;
    if (before !== undefined) applyRules(store, before, rules);
    for (const batch of batches) foldDeliveries(store, batch, rules);
  }
  return store.relations();
}
