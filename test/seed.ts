import fc from 'fast-check';

/**
 * What everything that tests draw by chance grows from: always the same, so that a run says something about the change
 * alone. `KITH_SEED` gives another, `KITH_SEED=random` a new one, which the run prints.
 */
export const SEED: number = Number(process.env.KITH_SEED ?? 1);

if (!Number.isInteger(SEED)) throw new Error(`KITH_SEED is an integer or "random", not ${process.env.KITH_SEED}`);

fc.configureGlobal({ seed: SEED });
