import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '../collect/import/import-rows.ts';

/** Options of {@link watchFolder}. */
export interface WatchOptions {
  /** Imports a file; refused rows go to the path it is given. */
  readonly load: (path: string, refusedPath: string) => Promise<ImportReport>;
  /** What is wrong with a file, where an error of {@link load} says so; after others the file is tried again. */
  readonly mistakeIn: (error: unknown) => string | undefined;
  /** Told of each file that was dealt with, in a sentence. */
  readonly say: (text: string) => void;
  /** Ends the watch, after the file under way. */
  readonly signal: AbortSignal;
  /** How long a file must not change to be whole, in ms. */
  readonly quietMs: number;
  /** Whether to end when no file is left. */
  readonly isOnce?: boolean;
}

/** How often the folder is looked through, in ms: folders on other machines tell nobody of changes. */
const PAUSE_MS = 1_000;

/** Names under which SFTP servers, clients and editors write files that are not whole yet. */
const UNFINISHED = /^\.|\.(part|partial|filepart|tmp|temp|swp|crdownload)$|~$/i;

/**
 * Imports the files which others put into a folder, in the order of their names, and moves each to `done`, or to `failed`
 * when it cannot be read, with a report beside it. A file is whole when it has not changed for a while.
 */
export async function watchFolder(folder: string, options: WatchOptions): Promise<void> {
  const { signal, quietMs, isOnce = false } = options;
  for (const name of ['done', 'failed']) if (!existsSync(join(folder, name))) mkdirSync(join(folder, name));
  const seen = new Map<string, { readonly state: string; readonly since: number }>();
  while (!signal.aborted) {
    const names = filesIn(folder);
    for (const name of seen.keys()) if (!names.includes(name)) seen.delete(name);
    for (const name of names) {
      if (signal.aborted) return;
      const state = stateOf(join(folder, name));
      if (seen.get(name)?.state !== state) seen.set(name, { state, since: performance.now() });
      if (performance.now() - (seen.get(name)?.since ?? 0) < quietMs) continue;
      seen.delete(name);
      await deal(folder, name, options);
    }
    if (isOnce && seen.size === 0) return;
    await pause(Math.min(PAUSE_MS, quietMs), signal);
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

function stateOf(path: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(path);
    return `${size}/${mtimeMs}/${ino}`;
  } catch {
    return 'gone';
  }
}

async function deal(folder: string, name: string, options: WatchOptions): Promise<void> {
  const { load, mistakeIn, say, isOnce } = options;
  const path = join(folder, name);
  const target = join('done', freeName(folder, name));
  try {
    const report = await load(path, join(folder, `${target}.errors.csv`));
    finish(path, join(folder, target), { success: true, ...report });
    say(`${name}: ${report.row_count} rows, ${report.accepted} new messages, ${report.refused_row_count} refused rows`);
  } catch (error) {
    const message = mistakeIn(error);
    if (message === undefined) {
      // The collector may be there again in a while.
      if (isOnce) throw error;
      return say(`${name}: ${error instanceof Error ? error.message : error}; it is tried again`);
    }
    finish(path, join(folder, 'failed', freeName(folder, name)), { success: false, message });
    say(`${name}: ${message}`);
  }
}

function finish(path: string, target: string, report: object): void {
  writeFileSync(`${target}.report.json`, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  renameSync(path, target);
}

// Another file of this name may have been there: neither may take the other's place.
function freeName(folder: string, name: string): string {
  for (let count = 1; ; count++) {
    const free = count === 1 ? name : `${count}-${name}`;
    if (['done', 'failed'].every((place) => !existsSync(join(folder, place, free)))) return free;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
