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
    let isNoticed = false;
    // What a cut leaves of it by chance may be enough; or so little that the file cannot be read any more.
    for (let seed = 1; seed <= 12 && !isNoticed; seed++) {
      isNoticed = await crashTrials({ crash: 'power cut', trialCount: 8, seed, bugs }).then(
        ({ lost }) => lost.length > 0,
        (error) => {
          expect(String(error)).toMatch(/SqliteError|malformed|not a database|ended without logging/);
          return true;
        },
      );
    }
    expect(isNoticed).toBe(true);
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
