import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Disk } from './disk.ts';
import { type Bug, PLANTED, PLANTING } from './plant.ts';

/** Filled by every collector that ends in peace: it halves the time to start. */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));
const MAIN = fileURLToPath(new URL('../../packages/collector/src/main.ts', import.meta.url));

export const WRITE_KEY = 'pk_faults_test';
export const SECRET_KEY = 'sk_faults_test';

/** What a {@link Collector} is started with. */
export interface CollectorOptions {
  readonly database: string;
  readonly disk?: Disk;
  readonly bugs?: readonly Bug[];
}

/** A collector in a process of its own, which can be killed. */
export interface Collector {
  /** Where it listens, once it does. @throws when it ends before. */
  readonly listening: Promise<string>;
  /** What it has logged so far. */
  readonly log: readonly string[];
  /** Resolves with the first line of its log that matches, also of those to come. @throws when it ends before. */
  readonly logged: (line: RegExp) => Promise<string>;
  /** Ends it with a signal and waits until it is gone. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
}

/** Starts a collector and lets it end in peace, all folded. */
export async function startAndStop(options: CollectorOptions): Promise<void> {
  const collector = startCollector(options);
  await collector.listening;
  await collector.end('SIGTERM');
}

/** Starts a collector. Whoever starts it ends it. */
export function startCollector({ database, disk, bugs = [] }: CollectorOptions): Collector {
  const flags = ['--db', database, '--port', '0', '--geo', 'off', '--write-key', WRITE_KEY, '--secret-key', SECRET_KEY];
  const child = spawn(process.execPath, [...(bugs.length > 0 ? PLANTING : []), MAIN, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...disk?.environment, [PLANTED]: JSON.stringify(bugs) },
  });
  const exited = once(child, 'exit');
  const log: string[] = [];
  const waiting = new Set<{ line: RegExp; resolve: (line: string) => void }>();
  createInterface({ input: child.stderr }).on('line', (text) => {
    log.push(text);
    for (const entry of waiting) {
      if (!entry.line.test(text)) continue;
      waiting.delete(entry);
      entry.resolve(text);
    }
  });
  const logged = (line: RegExp) => {
    const known = log.find((text) => line.test(text));
    if (known !== undefined) return Promise.resolve(known);
    const found = new Promise<string>((resolve) => waiting.add({ line, resolve }));
    const ended = exited.then(() => Promise.reject(new Error(`it ended without logging ${line}:\n${log.join('\n')}`)));
    return Promise.race([found, ended]);
  };
  const listening = logged(/"Server listening at http/).then((text) => /http:[^"\s]+/.exec(text)?.[0] ?? '');
  // A trial may kill it before it listens.
  listening.catch(() => {});
  return { listening, log, logged, end: (signal) => end(child, signal, exited) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals, exited: Promise<unknown>): Promise<void> {
  child.kill(signal);
  await exited;
}
