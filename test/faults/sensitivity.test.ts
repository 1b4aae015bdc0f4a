import { expect, test } from 'vitest';
import { BUGS } from './bugs.ts';
import { crashTrials } from './crash-trials.ts';
import { describeWithTools } from './describe-with-tools.ts';

// A suite that finds nothing proves something only if it finds what is there.
describeWithTools('the crash trials notice', () => {
  test('a database that does not synchronise its log', async () => {
    const { lost } = await crashTrials({
      crash: 'power cut',
      trialCount: 3,
      seed: 1,
      bugs: [BUGS.synchronousNormal],
    });
    expect(lost).not.toEqual([]);
  });

  test('a checkpoint that does not synchronise the file before the log begins anew', async () => {
    const bugs = [BUGS.checkpointsUnsynced];
    const { lost } = await crashTrials({ crash: 'power cut', trialCount: 8, seed: 1, bugs });
    expect(lost).not.toEqual([]);
  });

  test('an answer that comes before the commit', async () => {
    const { lost } = await crashTrials({ crash: 'kill -9', trialCount: 4, seed: 1, bugs: [BUGS.answersEarly] });
    expect(lost).not.toEqual([]);
  });

  test('that the first copy of a message stays, not the best', async () => {
    const { worse } = await crashTrials({ crash: 'kill -9', trialCount: 2, seed: 1, bugs: [BUGS.keepsFirstCopy] });
    expect(worse).not.toEqual([]);
  });
});
