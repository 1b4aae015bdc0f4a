import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import type { Decision } from '@kith/fold';
import { HttpError } from '../../collect/http-error.ts';
import type { Progress } from '../../fold/refold.ts';
import { scratchPath } from '../../persist/swap.ts';
import { giveWay } from '../give-way.ts';
import type { FromRefold } from './refold-process.ts';

/** How a refold is followed. */
export interface RefoldOptions {
  readonly onProgress: (progress: Progress) => void;
  /** Takes the decision, once the tables are ready. @returns its id. */
  readonly adopt: (decision: Decision) => Promise<number>;
  /** Ends it before that; nothing has changed then. */
  readonly signal: AbortSignal;
}

/** Folds all history anew, in a process of its own. */
export interface Refolds {
  /**
   * Makes tables ready beside the database, by the rules that a decision would make, and lets them be adopted.
   * @returns the decision's id.
   * @throws HttpError 400 when it cannot be taken, 409 while another one is under way.
   */
  readonly run: (decision: Decision, options: RefoldOptions) => Promise<number>;
  /** Ends what is under way; it changes nothing. */
  readonly stop: () => void;
}

/** Refolds of a database, one at a time: there is one place beside it. */
export function startRefolds(database: string): Refolds {
  let child: ChildProcess | undefined;
  return {
    async run(decision, { onProgress, adopt, signal }) {
      if (child) throw BUSY;
      const started = start(database, decision);
      child = started;
      giveWay(child);
      signal.addEventListener('abort', () => started.kill('SIGKILL'));
      try {
        await done(started, onProgress);
        return await adopt(decision);
      } finally {
        child = undefined;
        rmSync(scratchPath(database), { force: true });
      }
    },
    stop: () => void child?.kill('SIGKILL'),
  };
}

function start(database: string, decision: Decision): ChildProcess {
  const file = new URL(`refold-process${extname(import.meta.url)}`, import.meta.url);
  return fork(file, [database, JSON.stringify(decision)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function done(child: ChildProcess, onProgress: (progress: Progress) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', (said: FromRefold) => {
      if ('progress' in said) onProgress(said.progress);
      else reject(new HttpError(400, 'decision_refused', said.refusal));
    });
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(FAILED);
    });
  });
}

const BUSY = new HttpError(
  409,
  'refold_under_way',
  'all history is being folded anew already: wait until that is done',
);
const FAILED = new HttpError(
  500,
  'internal_error',
  'folding all history failed, and nothing has changed: the log says why',
);
