import { SEED } from '../seed.ts';

/** How many crashes a run of the tests tries, of each kind. */
const TRIAL_COUNT = Number(process.env.KITH_CRASHES ?? 40);

/** Crashes on one file: more would only make it large. */
const RUN_LENGTH = 40;

/** The crashes to try, in runs on a file each. */
export const TRIAL_RUNS: readonly { readonly seed: number; readonly trialCount: number }[] = Array.from(
  { length: Math.ceil(TRIAL_COUNT / RUN_LENGTH) },
  (_, index) => ({
    seed: SEED + index,
    trialCount: Math.min(RUN_LENGTH, TRIAL_COUNT - index * RUN_LENGTH),
  }),
);
