import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { HttpError } from '../collect/http-error.ts';
import { type Exports, startExports } from './export/start-exports.ts';
import { giveWay } from './give-way.ts';
import type { FromReader, ToReader } from './reader-process.ts';
import { type Refolds, startRefolds } from './refold/start-refolds.ts';
import { SLOW_QUESTIONS } from './slow-questions.ts';

/** Answers questions about a database without ever holding up whoever writes it. */
export interface Readers {
  /**
   * Asks a question of the closed list in `questions.ts`.
   * @param gone aborts when nobody waits for the answer any more: a question that waits for its turn is not answered then.
   * @throws HttpError 400 when the question makes no sense, 404 when it is about nobody, 503 when it takes too long.
   */
  readonly ask: (question: string, args: object, gone?: AbortSignal) => Promise<unknown>;
  /** Starts readers, for questions that will come: the first then waits for no process. */
  readonly prepare: () => void;
  /** What is too much for an answer. */
  readonly exports: Exports;
  /** What folds all history anew. */
  readonly refolds: Refolds;
  /** Ends every reader. Questions under way are refused. */
  readonly stop: () => void;
}

/** Options of {@link startReaders}. */
export interface ReaderOptions {
  readonly database: string;
  /** IANA name of the zone in which days begin and end. */
  readonly timezone: string;
  /** Processes at most; each reads one question at a time. */
  readonly count?: number;
  /** How long a question may take, in ms. */
  readonly timeoutMs?: number;
  /** How long a reader without questions stays, in ms: an unread collector spends no memory on readers. */
  readonly idleMs?: number;
  /** Told of questions that failed by a fault of ours. */
  readonly warn?: (message: string) => void;
}

interface Reader {
  readonly child: ChildProcess;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

interface Job {
  readonly message: ToReader;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const MAX_WAITING_COUNT = 200;

/** For questions that fold. */
const SLOW_TIMEOUT_MS = 60_000;

/**
 * Reads in processes of their own, started when somebody asks. A process and not a thread: SQLite cannot be interrupted
 * from JavaScript, and only a process can be ended in the middle of a statement.
 */
export function startReaders(options: ReaderOptions): Readers {
  const quick = startPool(options);
  const slow = startPool({ timeoutMs: SLOW_TIMEOUT_MS, ...options, count: 1 });
  const refolds = startRefolds(options.database);
  return {
    exports: startExports(options.database),
    refolds,
    prepare: quick.prepare,
    ask: (question, args, gone) => (SLOW_QUESTIONS.has(question) ? slow : quick).ask(question, args, gone),
    stop() {
      quick.stop();
      slow.stop();
      refolds.stop();
    },
  };
}

function startPool(options: ReaderOptions): Omit<Readers, 'exports' | 'refolds'> {
  const { database, timezone, count = 2, timeoutMs = 10_000, idleMs = 60_000, warn = () => {} } = options;
  const readers = new Set<Reader>();
  const waiting: Job[] = [];
  let isStopped = false;

  function start(): Reader {
    const child = fork(new URL(`reader-process${extname(import.meta.url)}`, import.meta.url), [database, timezone], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'json',
    });
    giveWay(child);
    const reader: Reader = { child, job: undefined, timer: undefined };
    readers.add(reader);
    child.on('message', (answer: FromReader) => finish(reader, answer));
    child.on('error', () => drop(reader));
    child.on('exit', () => drop(reader));
    child.unref();
    child.channel?.unref();
    return reader;
  }

  function give(reader: Reader, job: Job): void {
    clearTimeout(reader.timer);
    reader.job = job;
    // While it works, the process that waits for it must not end.
    reader.child.channel?.ref();
    reader.timer = setTimeout(() => reader.child.kill('SIGKILL'), timeoutMs);
    reader.child.send(job.message);
  }

  function finish(reader: Reader, answer: FromReader): void {
    const { job } = reader;
    rest(reader);
    if ('result' in answer) job?.resolve(answer.result);
    else if ('bug' in answer) {
      warn(`the question ${job?.message.question} failed: ${answer.bug}`);
      job?.reject(FAILED);
    } else job?.reject(new HttpError(answer.statusCode, answer.code, answer.message));
    const next = waiting.shift();
    if (next) give(reader, next);
  }

  function rest(reader: Reader): void {
    reader.job = undefined;
    clearTimeout(reader.timer);
    reader.child.channel?.unref();
    reader.timer = setTimeout(() => {
      readers.delete(reader);
      reader.child.kill();
    }, idleMs).unref();
  }

  // What is being worked on is finished: a reader that is ended in the middle has to be started again.
  function forget(job: Job): void {
    const index = waiting.indexOf(job);
    if (index === -1) return;
    waiting.splice(index, 1);
    job.reject(GONE);
  }

  function drop(reader: Reader): void {
    if (!readers.delete(reader)) return;
    clearTimeout(reader.timer);
    reader.job?.reject(isStopped ? STOPPED : TOO_SLOW);
    const next = waiting.shift();
    if (next && !isStopped) give(start(), next);
  }

  return {
    prepare() {
      while (!isStopped && readers.size < count) rest(start());
    },
    ask: (question, args, gone) =>
      new Promise((resolve, reject) => {
        if (isStopped) throw STOPPED;
        if (waiting.length >= MAX_WAITING_COUNT) throw BUSY;
        const job: Job = { message: { question, args }, resolve, reject };
        const free = [...readers].find((reader) => reader.job === undefined && reader.child.connected);
        if (free) give(free, job);
        else if (readers.size < count) give(start(), job);
        else {
          waiting.push(job);
          gone?.addEventListener('abort', () => forget(job));
        }
      }),
    stop() {
      isStopped = true;
      for (const job of waiting.splice(0)) job.reject(STOPPED);
      for (const reader of readers) reader.child.kill('SIGKILL');
    },
  };
}

const STOPPED = new HttpError(503, 'stopping', 'the collector is stopping: ask again later');
const FAILED = new HttpError(500, 'internal_error', 'the collector failed to read this: its log says why');
const BUSY = new HttpError(503, 'too_many_questions', 'too many questions wait already: ask again later');
const GONE = new HttpError(503, 'gone', 'nobody waits for the answer any more');
const TOO_SLOW = new HttpError(
  503,
  'query_too_slow',
  'the question took too long and was given up: narrow the filter or the period, or ask the file itself with kith',
);
