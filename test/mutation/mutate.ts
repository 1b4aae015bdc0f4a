import { globSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { description, type Mutant, mutantsOf, mutated } from './mutants.ts';
import type { Trial, TrialData, TrialResult } from './trial.ts';

/** The files that are mutated unless others are named: order, duplicates, identities, sessions, attribution, traits, rules. */
const FILES = [
  'attribute',
  'carry',
  'carry-facets',
  'enforcement',
  'event-day',
  'exchange-facets',
  'fold',
  'identities-of',
  'identity',
  'order',
  'place-stream',
  'rules',
  'session',
  'trait',
  'work',
];

/** The worlds every mutant is tried on, always the same ones. */
const TRIALS: TrialData = {
  worldCount: Number(process.env.KITH_WORLDS ?? 2_000),
  seed: 20_260_301,
  progress: new Int32Array(new SharedArrayBuffer(4)),
};

/** A world takes milliseconds. One that takes this long, in ms, is taken to run for ever. */
const LIMIT_MS = 5_000;

/** After so many trials the thread is exchanged, because it keeps every copy of the fold. */
const TRIALS_PER_THREAD = 150;

const SOURCES = new URL('../../packages/fold/src/', import.meta.url);

interface Thread {
  readonly run: (trial: Trial) => Promise<string | null>;
  readonly end: () => Promise<unknown>;
}

/** Tries every mutant of the named files (`pnpm mutate order trait`, `pnpm mutate all`) and prints those nothing caught. */
async function mutate(names: readonly string[]): Promise<void> {
  let thread = await startThread();
  const caughtUnchanged = await thread.run({ id: 0, url: '', source: '' });
  if (caughtUnchanged !== null) throw new Error(`the fold fails as it is: ${caughtUnchanged}`);
  let id = 0;
  let survivorCount = 0;
  for (const name of names) {
    const url = new URL(`${name}.ts`, SOURCES);
    const source = readFileSync(url, 'utf8');
    const survivors: Mutant[] = [];
    const mutants = mutantsOf(source);
    for (const mutant of mutants) {
      id++;
      const caught = await thread.run({ id, url: url.href, source: mutated(source, mutant) });
      if (caught === null) survivors.push(mutant);
      if (caught !== ENDLESS && id % TRIALS_PER_THREAD > 0) continue;
      await thread.end();
      thread = await startThread();
    }
    console.log(`${name}.ts: ${mutants.length - survivors.length} of ${mutants.length} mutants caught`);
    for (const mutant of survivors) console.log(`  survived ${name}.ts:${description(source, mutant)}`);
    survivorCount += survivors.length;
  }
  await thread.end();
  console.log(`${id - survivorCount} of ${id} mutants caught on ${TRIALS.worldCount} worlds`);
}

const ENDLESS = 'it needs too much time or memory';

function startThread(): Promise<Thread> {
  const worker = new Worker(new URL('trial.ts', import.meta.url), {
    workerData: TRIALS,
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  });
  let answer: ((caught: string | null) => void) | undefined;
  worker.on('message', ({ caught }: TrialResult) => answer?.(caught));
  worker.on('error', () => answer?.(ENDLESS));
  const run = (trial: Trial) =>
    new Promise<string | null>((resolve) => {
      let seen = -1;
      const timer = setInterval(() => {
        const progress = Atomics.load(TRIALS.progress, 0);
        if (progress === seen) answer?.(ENDLESS);
        seen = progress;
      }, LIMIT_MS);
      answer = (caught) => {
        clearInterval(timer);
        resolve(caught);
      };
      worker.postMessage(trial);
    });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => resolve({ run, end: () => worker.terminate() }));
  });
}

const chosen = process.argv.slice(2);
const everything = globSync('*.ts', { cwd: SOURCES }).map((file) => file.replace(/\.ts$/, ''));
await mutate(chosen.includes('all') ? everything : chosen.length > 0 ? chosen : FILES);
