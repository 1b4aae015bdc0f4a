import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Decision, DecisionError, type Erase, type Expire } from '@kith/fold';
import type { IngestAnswer, IngestRequest, Writer } from './collect/ingest.ts';
import type { KeyChange } from './collect/key-change.ts';
import type { Key } from './collect/keys.ts';
import type { Reprocessed, Reprocessing } from './collect/reprocessing.ts';
import type { ErasureReport } from './fold/erase.ts';
import type { Expiry } from './fold/expire.ts';
import type { AuditEntry } from './persist/audit-table.ts';
import type { Grant, GrantChange } from './persist/grant-table.ts';
import type { Observable } from './read/writer-state.ts';
import type { FromWriter, ToWriter, WriterThreadData } from './writer-thread.ts';

/** Options of {@link startWriter}. */
export interface WriterOptions extends WriterThreadData {
  readonly logger?: { readonly warn: (message: string) => void; readonly error: (message: string) => void };
}

/** A writer that runs. */
export interface RunningWriter extends Writer, Observable {
  /**
   * Puts the scratch database beside the file in the place of its derived tables, and takes the decision under whose
   * rules it was folded, if there is one.
   * @returns the decision's id, 0 without one.
   * @throws when there is none, it cannot be read, or something was decided meanwhile.
   */
  readonly adopt: (decision?: Decision) => Promise<number>;
  /**
   * Takes a decision and makes all history follow it.
   * @returns its id.
   * @throws DecisionError when it cannot be taken.
   */
  readonly decide: (decision: Decision) => Promise<number>;
  /**
   * Erases a person for good.
   * @throws DecisionError when the identity leads to nobody, or to several people.
   */
  readonly erase: (decision: Erase) => Promise<ErasureReport>;
  /** Deletes every message from before a time. */
  readonly expire: (decision: Expire) => Promise<Expiry>;
  /**
   * Adds, replaces or revokes a key, at once.
   * @returns the key's id.
   * @throws DecisionError when it cannot be done.
   */
  readonly changeKey: (change: KeyChange) => Promise<number>;
  /** The keys in force. */
  readonly keys: () => readonly Key[];
  /**
   * Adds or revokes access, or changes a password, at once.
   * @returns its `access_id`.
   * @throws DecisionError when it cannot be done.
   */
  readonly changeGrant: (change: GrantChange) => Promise<number>;
  /** The grants in force. */
  readonly grants: () => readonly Grant[];
  /** Appends to the audit, durably. */
  readonly audit: (entries: readonly AuditEntry[]) => Promise<unknown>;
  /** Reads a slice of the refused messages again. */
  readonly reprocess: (asked: Reprocessing) => Promise<Reprocessed>;
  /** Answers what is under way, folds what is stored, closes the file. Submitting afterwards is refused. */
  readonly stop: () => Promise<void>;
}

/** Bodies that may wait for the writer together, in UTF-16 units; beyond them callers are told to come back. */
const MAX_WAITING_SIZE = 67_108_864;

const RETRY_AFTER_S = 2;

/** Memory for the thread's youngest objects. Messages die young: more of it makes the process larger and nothing faster. */
const MAX_YOUNG_MIB = 24;

/** Pause before a thread that failed is started again, in ms. */
const RESTART_PAUSE_MS = 500;

/**
 * Starts the writer thread of a database.
 * @throws when the file cannot be opened; the error says why.
 */
export function startWriter({ logger, ...data }: WriterOptions): Promise<RunningWriter> {
  const file = new URL(`writer-thread${extname(import.meta.url)}`, import.meta.url);
  let worker: Worker;
  const pending = new Map<number, { resolve: (answer: IngestAnswer) => void; size: number }>();
  const outgoing: { id: number; request: IngestRequest }[] = [];
  const say = (message: ToWriter) => worker.postMessage(message);
  const commands = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let keys: readonly Key[] = [];
  let grants: readonly Grant[] = [];
  let waitingSize = 0;
  let state: 'down' | 'over' | 'running' = 'down';
  let stopped: (() => void) | undefined;

  // A thread that died has answered nothing it did not commit: whoever waits must send again.
  function end(next: 'down' | 'over'): void {
    state = next;
    outgoing.length = 0;
    for (const { resolve } of pending.values()) resolve(UNAVAILABLE);
    pending.clear();
    waitingSize = 0;
    for (const { reject } of commands.values()) reject(new Error('the writer has stopped'));
    commands.clear();
    if (next === 'over') stopped?.();
  }

  function send(): void {
    if (outgoing.length > 0) say({ kind: 'ingest', requests: outgoing.splice(0) });
  }

  function settle({ id, answer }: { readonly id: number; readonly answer: IngestAnswer }): void {
    const entry = pending.get(id);
    pending.delete(id);
    waitingSize -= entry?.size ?? 0;
    entry?.resolve(answer);
  }

  function command<Result>(message: (id: number) => ToWriter): Promise<Result> {
    if (state !== 'running') return Promise.reject(new Error('the writer has stopped'));
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      commands.set(id, { resolve, reject });
      send();
      say(message(id));
    });
  }

  const writer: RunningWriter = {
    submit(request) {
      if (state !== 'running') return Promise.resolve(UNAVAILABLE);
      if (waitingSize > 0 && waitingSize + request.body.length > MAX_WAITING_SIZE) return Promise.resolve(BUSY);
      return new Promise((resolve) => {
        const id = ++lastId;
        pending.set(id, { resolve, size: request.body.length });
        waitingSize += request.body.length;
        if (outgoing.push({ id, request }) === 1) setImmediate(send);
      });
    },
    adopt: (decision) => command((id) => ({ kind: 'adopt', id, decision })),
    decide: (decision) => command((id) => ({ kind: 'decide', id, decision })),
    erase: (decision) => command((id) => ({ kind: 'erase', id, decision })),
    expire: (decision) => command((id) => ({ kind: 'expire', id, decision })),
    reprocess: (asked) => command((id) => ({ kind: 'reprocess', id, asked })),
    state: () => command((id) => ({ kind: 'report', id, of: 'state' })),
    metrics: () => command((id) => ({ kind: 'report', id, of: 'metrics' })),
    queue: () => ({ requestCount: pending.size, size: waitingSize }),
    changeKey: (change) => command((id) => ({ kind: 'key', id, change })),
    keys: () => keys,
    changeGrant: (change) => command((id) => ({ kind: 'grant', id, change })),
    grants: () => grants,
    audit: (entries) => command((id) => ({ kind: 'audit', id, entries })),
    stop() {
      if (state !== 'running') {
        state = 'over';
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        stopped = resolve;
        send();
        say({ kind: 'stop' });
      });
    },
  };

  return new Promise((resolve, reject) => {
    let hasRun = false;
    function start(): void {
      worker = new Worker(file, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MIB } });
      worker.on('error', (error) => {
        logger?.error(`the writer thread failed: ${error instanceof Error ? error.message : error}`);
        if (!hasRun) reject(error);
      });
      worker.on('exit', () => {
        const isWanted = hasRun && !stopped && state !== 'over';
        end(isWanted ? 'down' : 'over');
        if (isWanted) setTimeout(startAgain, RESTART_PAUSE_MS).unref();
      });
      worker.on('message', hear);
    }

    // What the thread has committed is all in the file; nothing else of it is needed.
    function startAgain(): void {
      if (state === 'down') start();
    }

    function hear(message: FromWriter): void {
      if (message.kind === 'ready') {
        hasRun = true;
        if (state === 'over') say({ kind: 'stop' });
        else state = 'running';
        resolve(writer);
      } else if (message.kind === 'keys') keys = message.keys;
      else if (message.kind === 'grants') grants = message.grants;
      else if (message.kind === 'warning') logger?.warn(message.message);
      else if (message.kind === 'stopped') end('over');
      else if (message.kind === 'answers') message.answers.forEach(settle);
      else {
        const command = commands.get(message.id);
        commands.delete(message.id);
        if (message.kind === 'done') command?.resolve(message.result as never);
        else command?.reject(message.isRefusal ? new DecisionError(message.message) : new Error(message.message));
      }
    }
    start();
  });
}

const BUSY: IngestAnswer = {
  status: 503,
  code: 'busy',
  message: 'too many events are waiting to be stored: send them again later',
  retryAfter: RETRY_AFTER_S,
};

const UNAVAILABLE: IngestAnswer = {
  status: 503,
  code: 'storage_unavailable',
  message: 'the collector is stopping or cannot store events: send them again later',
  retryAfter: RETRY_AFTER_S,
};
