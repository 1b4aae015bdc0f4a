import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../random.ts';
import { CHECKPOINTS_ALL_THE_TIME } from './bugs.ts';
import { startAndStop, startCollector } from './collector.ts';
import { diskFor } from './disk.ts';
import { type Findings, findings } from './findings.ts';
import type { Bug } from './plant.ts';
import { traffic } from './traffic.ts';

/** How collectors of a {@link crashTrials} end. */
export interface CrashOptions {
  readonly crash: 'kill -9' | 'power cut';
  readonly trialCount: number;
  readonly seed: number;
  readonly bugs?: readonly Bug[];
}

/** What {@link crashTrials} saw. */
export interface CrashReport extends Findings {
  readonly acknowledgedCount: number;
}

/** Most answers before a crash; it comes with one of them, or as soon as the collector listens. */
const MAX_ANSWER_COUNT = 60;

/**
 * Starts a collector on one file again and again, and ends it in the middle of traffic, each time at another moment; the
 * last one may fold what is left. Then compares what is stored with what was acknowledged.
 */
export async function crashTrials({ crash, trialCount, seed, bugs = [] }: CrashOptions): Promise<CrashReport> {
  const directory = mkdtempSync(join(tmpdir(), 'kith-crash-'));
  const database = join(directory, 'kith.db');
  try {
    const random = seededRandom(seed);
    const { attempts, flow } = traffic(random);
    const disk = crash === 'power cut' ? diskFor(database) : undefined;
    const options = { database, bugs, ...(disk && { disk }) };
    await startAndStop(options);
    for (let trial = 0; trial < trialCount; trial++) {
      const hasManyCheckpoints = trial % 4 >= 2;
      const collector = startCollector({
        ...options,
        bugs: hasManyCheckpoints ? [...bugs, ...CHECKPOINTS_ALL_THE_TIME] : bugs,
      });
      const address = await collector.listening;
      // While a slow disk synchronises, what was answered too early is not there yet.
      const isSlow = trial % 2 === 1;
      disk?.set(isSlow ? 'slow' : 'well');
      let left = Math.floor(random() * (isSlow ? MAX_ANSWER_COUNT / 3 : MAX_ANSWER_COUNT));
      let ended: Promise<void> | undefined;
      const crashNow = () => {
        ended ??= collector.end('SIGKILL');
      };
      if (left === 0) crashNow();
      await flow(
        address,
        () => ended !== undefined,
        () => --left <= 0 && crashNow(),
      );
      await ended;
      disk?.set('well');
      disk?.cutPower(random() < 0.5 ? random : undefined);
    }
    await startAndStop(options);
    const acknowledgedCount = attempts.filter(({ outcome }) => outcome === 'stored').length;
    return { acknowledgedCount, ...findings(database, attempts) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
