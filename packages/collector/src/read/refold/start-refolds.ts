import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import type { Decision } from '@kith/fold';
import { HttpError } from '../../collect/http-error.ts';
import type { FoldDifference } from '../../fold/compare-folds.ts';
import type { Progress } from '../../fold/refold.ts';
import { scratchPath } from '../../persist/swap.ts';
import { giveWay } from '../give-way.ts';
import type { FromRefold, RefoldTask } from './refold-process.ts';

/** How what folds all history is followed. */
export interface FollowOptions {
  readonly onProgress: (progress: Progress) => void;
  /** Ends it; nothing has changed then. */
  readonly signal: AbortSignal;
}

/** How a refold is followed. Once the tables are ready, nothing ends it any more. */
export interface RefoldOptions extends FollowOptions {
  /** Takes the decision, once the tables are ready. @returns its id. */
  readonly adopt: (decision: Decision) => Promise<number>;
}

/** Folds all history anew, in a process of its own. */
export interface Refolds {
  /**
   * Makes tables ready beside the database, by the rules that a decision would make, and lets them be adopted.
   * @returns the decision's id.
   * @throws HttpError 400 when it cannot be taken, 409 while another one is under way.
   */
  readonly run: (decision: Decision, options: RefoldOptions) => Promise<number>;
  /**
   * Folds all history by the rules that a decision would make, and compares; nothing changes.
   * @throws HttpError as `run` does.
   */
  readonly preview: (decision: Decision, options: FollowOptions) => Promise<FoldDifference>;
  /** Ends what is under way; it changes nothing. */
  readonly stop: () => void;
}

/** Refolds of a database, one at a time, previews too: there is one place beside it, and each takes a processor for minutes. */
export function startRefolds(database: string): Refolds {
  let child: ChildProcess | undefined;

  async function fold<T>(
    task: RefoldTask,
    decision: Decision,
    { onProgress, signal }: FollowOptions,
    then: (difference: FoldDifference | undefined) => T | Promise<T>,
  ): Promise<T> {
    if (child) throw BUSY;
    const started = start(database, task, decision);
    child = started;
    giveWay(child);
    signal.addEventListener('abort', () => started.kill('SIGKILL'));
    try {
      return await then(await done(started, onProgress));
    } finally {
      child = undefined;
      rmSync(scratchPath(database), { force: true });
    }
  }

  return {
    run: (decision, { adopt, ...options }) => fold('prepare', decision, options, () => adopt(decision)),
    preview: (decision, options) =>
      fold('preview', decision, options, (difference) => {
        if (!difference) throw FAILED;
        return difference;
      }),
    stop: () => void child?.kill('SIGKILL'),
  };
}

function start(database: string, task: RefoldTask, decision: Decision): ChildProcess {
  const file = new URL(`refold-process${extname(import.meta.url)}`, import.meta.url);
  return fork(file, [database, task, JSON.stringify(decision)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function done(child: ChildProcess, onProgress: (progress: Progress) => void): Promise<FoldDifference | undefined> {
  return new Promise((resolve, reject) => {
    let difference: FoldDifference | undefined;
    child.on('message', (said: FromRefold) => {
      if ('progress' in said) onProgress(said.progress);
      else if ('difference' in said) difference = said.difference;
      else reject(new HttpError(400, 'decision_refused', said.refusal));
    });
    child.on('close', (code) => {
      if (code === 0) resolve(difference);
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
