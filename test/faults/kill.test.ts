import { expect, test } from 'vitest';
import { crashTrials } from './crash-trials.ts';
import { NOTHING } from './findings.ts';
import { TRIAL_RUNS } from './trial-runs.ts';

test.each(TRIAL_RUNS)('$trialCount kill -9 lose and double nothing acknowledged (seed $seed)', async (run) => {
  const { acknowledgedCount, ...found } = await crashTrials({ crash: 'kill -9', ...run });
  expect(found).toEqual(NOTHING);
  expect(acknowledgedCount).toBeGreaterThan(run.trialCount);
});
