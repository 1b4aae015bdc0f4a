import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import type { Relations } from '../../packages/fold/src/rows.ts';
import { firstDifference } from '../../packages/fold/test/difference.ts';
import type { foldUnderTest, Phase } from '../../packages/fold/test/fold-under-test.ts';
import { LAWS } from '../../packages/fold/test/laws.ts';
import { referenceFold } from '../../packages/fold/test/reference-fold.ts';
import { rulesFor } from '../../packages/fold/test/world-rules.ts';
import { worlds } from '../../packages/fold/test/worlds.ts';

/** What a thread of trials is started with. */
export interface TrialData {
  readonly worldCount: number;
  readonly seed: number;
  /** Counted up with everything that was tried. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** A mutant to be tried: the file it stands in for, and its text. */
export interface Trial {
  readonly id: number;
  readonly url: string;
  readonly source: string;
}

/** How a trial ended. */
export interface TrialResult {
  readonly id: number;
  /** What gave the mutant away: a difference or an error; null when nothing did. */
  readonly caught: string | null;
}

interface Case {
  readonly expected: Relations;
  readonly happenings: readonly (readonly Phase[])[];
}

const FOLD = new URL('../../packages/fold/', import.meta.url).href;
const { worldCount, seed, progress }: TrialData = workerData;
let trial: Trial = { id: 0, url: '', source: '' };

// Every trial has a copy of the fold of its own, with the mutant in the place of its file.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const query = /\?trial=\d+$/.exec(context.parentURL ?? '')?.[0];
    return query && resolved.url.startsWith(FOLD) ? { ...resolved, url: resolved.url + query } : resolved;
  },
  load(url, context, next) {
    if (url !== `${trial.url}?trial=${trial.id}`) return next(url, context);
    return { format: 'module-typescript', source: trial.source, shortCircuit: true };
  },
});

const cases = fc.sample(worlds(), { numRuns: worldCount, seed }).map((world, index): Case => {
  const rules = rulesFor(world, index);
  return { expected: referenceFold(world, rules), happenings: LAWS.map((law) => law.happen(world, rules, index)) };
});

parentPort?.on('message', async (message: Trial) => {
  trial = message;
  const result: TrialResult = { id: message.id, caught: await attempt() };
  parentPort?.postMessage(result);
});
parentPort?.postMessage('ready');

async function attempt(): Promise<string | null> {
  try {
    const fold: { foldUnderTest: typeof foldUnderTest } = await import(
      `${FOLD}test/fold-under-test.ts?trial=${trial.id}`
    );
    for (const [index, { expected, happenings }] of cases.entries()) {
      for (const phases of happenings) {
        Atomics.add(progress, 0, 1);
        const difference = firstDifference(expected, fold.foldUnderTest(phases));
        if (difference === null) continue;
        // What tells one mutant often tells the next.
        cases.unshift(...cases.splice(index, 1));
        return difference;
      }
    }
    return null;
  } catch (error) {
    return String(error);
  }
}
