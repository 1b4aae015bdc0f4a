import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Db } from './database.ts';

/** Copies the write-ahead log into the file beside the writer. */
export interface Checkpointer {
  /** To be called after transactions: has the log copied when much of it is not yet. */
  readonly offer: () => void;
  /** Resolves once it has let the file go. */
  readonly end: () => Promise<void>;
}

/** Pages of the log that are worth a checkpoint: a fraction of those at which the writer makes one itself. */
const WORTH_PAGES = 1_000;

/** How long the thread stays when it has nothing to do, in ms. */
const REST_MS = 60_000;

/**
 * Makes checkpoints in a thread of its own, so that no acknowledgement waits for their writing and syncing: a tenth of a
 * second each under full load. The thread comes with the first load and leaves after it. It never empties the log: the
 * writer's own checkpoint does, which finds next to nothing left to copy, and does everything where there is no thread.
 */
export function checkpointer(db: Db): Checkpointer {
  if (db.memory) return { offer() {}, end: () => Promise.resolve() };
  const look = db.prepare<[], { log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)');
  let thread: Worker | null = null;
  let isBusy = false;
  let leaving: NodeJS.Timeout | undefined;

  function start(): Worker {
    const file = new URL(`checkpoint-thread${extname(import.meta.url)}`, import.meta.url);
    const started = new Worker(file, { workerData: db.name });
    started.on('message', () => {
      isBusy = false;
    });
    // Another one comes when there is something to do again.
    started.on('error', () => {});
    started.on('exit', () => {
      if (thread === started) thread = null;
      isBusy = false;
    });
    started.unref();
    return started;
  }

  function end(): Promise<void> {
    clearTimeout(leaving);
    const ending = thread;
    thread = null;
    if (!ending) return Promise.resolve();
    ending.ref();
    return new Promise((resolve) => {
      ending.on('exit', () => resolve());
      ending.postMessage('end');
    });
  }

  return {
    offer() {
      if (isBusy) return;
      const { log = 0, checkpointed = 0 } = look.get() ?? {};
      if (log - checkpointed < WORTH_PAGES) return;
      thread ??= start();
      isBusy = true;
      thread.postMessage('checkpoint');
      clearTimeout(leaving);
      leaving = setTimeout(end, REST_MS).unref();
    },
    end,
  };
}
