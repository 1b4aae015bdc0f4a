import { expect, test } from 'vitest';
import { crashTrials } from './crash-trials.ts';
import { describeWithTools } from './describe-with-tools.ts';
import { NOTHING } from './findings.ts';
import { TRIAL_RUNS } from './trial-runs.ts';

describeWithTools('a power cut', () => {
  test.each(TRIAL_RUNS)('$trialCount of them lose and double nothing acknowledged (seed $seed)', async (run) => {
    const { acknowledgedCount, ...found } = await crashTrials({ crash: 'power cut', ...run });
    expect(found).toEqual(NOTHING);
    expect(acknowledgedCount).toBeGreaterThan(run.trialCount);
  });
});
