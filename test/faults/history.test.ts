import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../end-to-end/temporary-directory.ts';
import { seededRandom } from '../random.ts';
import { startAndStop, startCollector } from './collector.ts';
import { describeWithTools } from './describe-with-tools.ts';
import { diskFor } from './disk.ts';
import { findings, NOTHING } from './findings.ts';
import { lock } from './lock.ts';
import { traffic } from './traffic.ts';
import { TRIAL_RUNS } from './trial-runs.ts';

const CLIENT_COUNT = 8;

/** What goes wrong while the clients send. */
const TROUBLES = ['failing', 'full', 'locked', 'power cut', 'restart', 'slow'] as const;

/** After so much trouble the history ends with the next start. */
const TROUBLE_COUNT = 20;

/** Most answers from one trouble to the next, and during one. */
const MAX_ANSWER_COUNT = 40;

describeWithTools('a history of eight clients', () => {
  test.each(TRIAL_RUNS)('is what they were told, whatever goes wrong meanwhile (seed $seed)', async ({ seed }) => {
    const database = join(temporaryDirectory(), 'kith.db');
    const disk = diskFor(database);
    const random = seededRandom(seed);
    const { attempts, flow } = traffic(random, CLIENT_COUNT);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let left = TROUBLE_COUNT; left > 0; ) {
      const collector = startCollector({ database, disk });
      const address = await collector.listening;
      const answers = counter();
      const flowing = flow(address, () => false, answers.count);
      for (
        let trouble: (typeof TROUBLES)[number] | undefined;
        trouble !== 'power cut' && trouble !== 'restart';
        left--
      ) {
        await answers.next(1 + below(MAX_ANSWER_COUNT));
        trouble = TROUBLES[below(TROUBLES.length)];
        if (trouble === 'power cut') await collector.end('SIGKILL').then(() => disk.cutPower());
        else if (trouble === 'restart') await collector.end('SIGTERM');
        else if (trouble === 'locked') await whileLocked(database, () => fetch(`${address}/health`));
        else if (trouble) {
          disk.set(trouble);
          await answers.next(1 + below(MAX_ANSWER_COUNT));
          disk.set('well');
        }
      }
      // Without a collector nobody is answered any more.
      await flowing;
    }
    await startAndStop({ database, disk });
    const count = (outcome: string) => attempts.filter((attempt) => attempt.outcome === outcome).length;
    console.log(`seed ${seed}: ${count('stored')} stored, ${count('refused')} refused, ${count('unknown')} unknown`);
    expect(findings(database, attempts)).toEqual(NOTHING);
    for (const outcome of ['stored', 'refused', 'unknown']) expect(count(outcome), outcome).toBeGreaterThan(0);
  });
});

/** Counts answers, and tells when there have been some more. */
function counter(): { count: () => void; next: (count: number) => Promise<void> } {
  let left = 0;
  let resolve = () => {};
  return {
    count() {
      if (--left === 0) resolve();
    },
    next: (count) =>
      new Promise((done) => {
        left = count;
        resolve = done;
      }),
  };
}

async function whileLocked(database: string, work: () => Promise<unknown>): Promise<void> {
  const release = await lock(database);
  await work();
  await release();
}
