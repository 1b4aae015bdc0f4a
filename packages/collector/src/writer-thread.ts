import { parentPort, workerData } from 'node:worker_threads';
import { type Decision, DecisionError, type Erase, type Expire } from '@kith/fold';
import type { IngestAnswer, IngestRequest } from './collect/ingest.ts';
import type { KeyChange } from './collect/key-change.ts';
import type { Key } from './collect/keys.ts';
import type { Reprocessed, Reprocessing } from './collect/reprocessing.ts';
import type { IdentityVerification } from './collect/user-hash.ts';
import type { Config } from './config.ts';
import { enricher } from './enrich/enrich.ts';
import { type GeoLookup, loadGeo } from './enrich/geo.ts';
import { decide } from './fold/decide.ts';
import { type ErasureReport, eraseAndClean } from './fold/erase.ts';
import { type Expiry, expireInSlices, finishExpiry, type Slicing } from './fold/expire.ts';
import { giveBackMemory } from './give-back-memory.ts';
import { inPauses, type Pauses } from './in-pauses.ts';
import { type IngestLoop, ingestLoop, type Waiting } from './ingest-loop.ts';
import { type AuditEntry, appendAudit } from './persist/audit-table.ts';
import { checkpointer } from './persist/checkpointer.ts';
import { cleanFile, isUnclean } from './persist/clean-file.ts';
import { openDatabase } from './persist/database.ts';
import { appendDecision, noteEnforcement, standingRules } from './persist/decision-log.ts';
import { eventLog } from './persist/event-log.ts';
import { readExpiring } from './persist/expiring.ts';
import { lockFile } from './persist/file-lock.ts';
import { fileWatch } from './persist/file-watch.ts';
import { changeGrants, type Grant, type GrantChange, liveGrants } from './persist/grant-table.ts';
import { changeKeys, giveKeys, liveKeys } from './persist/key-table.ts';
import { logTender } from './persist/log-tender.ts';
import { notePlaces } from './persist/places.ts';
import { sqliteStore } from './persist/sqlite-store.ts';
import { scratchPath, swapDerived } from './persist/swap.ts';
import { unfolded } from './persist/unfolded.ts';
import { writerMeter } from './read/metrics.ts';
import { type WriterState, writerState } from './read/writer-state.ts';
import { reprocess } from './reprocess.ts';

/** What the writer thread is started with. */
export interface WriterThreadData {
  readonly database: string;
  readonly geo: Config['geo'];
  /** The keys which the settings and the key file give. */
  readonly keys: readonly Key[];
  /** Null, as by default, verifies nobody. */
  readonly identity?: IdentityVerification | null;
  /** New names of events and traits that a public key may bring a day; null, as by default, for any number. */
  readonly definitionLimit?: number | null;
}

/** What the HTTP thread says to the writer thread. */
export type ToWriter =
  | { readonly kind: 'adopt'; readonly id: number; readonly decision: Decision | undefined }
  | { readonly kind: 'decide'; readonly id: number; readonly decision: Decision }
  | { readonly kind: 'erase'; readonly id: number; readonly decision: Erase }
  | { readonly kind: 'expire'; readonly id: number; readonly decision: Expire }
  /** Requests that came at once: each message between threads has its price. */
  | { readonly kind: 'ingest'; readonly requests: readonly { readonly id: number; readonly request: IngestRequest }[] }
  | { readonly kind: 'reprocess'; readonly id: number; readonly asked: Reprocessing }
  | { readonly kind: 'report'; readonly id: number; readonly of: 'metrics' | 'state' }
  | { readonly kind: 'key'; readonly id: number; readonly change: KeyChange }
  | { readonly kind: 'grant'; readonly id: number; readonly change: GrantChange }
  | { readonly kind: 'audit'; readonly id: number; readonly entries: readonly AuditEntry[] }
  | { readonly kind: 'stop' };

/** What the writer thread says to the HTTP thread. */
export type FromWriter =
  /** The answers to requests that shared a commit. */
  | { readonly kind: 'answers'; readonly answers: readonly Answered[] }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly result: ErasureReport | Expiry | Reprocessed | WriterState | number | string;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly isRefusal: boolean }
  /** The keys in force, whenever they have changed. */
  | { readonly kind: 'keys'; readonly keys: readonly Key[] }
  /** The grants in force, likewise. */
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'warning'; readonly message: string };

interface Answered {
  readonly id: number;
  readonly answer: IngestAnswer;
}

const port = parentPort;
if (!port) throw new Error('writer-thread.ts runs as a worker: use startWriter()');
const say = (message: FromWriter) => port.postMessage(message);
const warn = (message: string) => say({ kind: 'warning', message });

// The thread owns the only connection that writes, and everything a message costs beyond its transfer.
const { database, geo, keys: given, identity = null, definitionLimit = null } = workerData as WriterThreadData;
const lock = lockFile(database);
if (!lock) throw new Error('another Kith is writing it: stop that one first, or choose another file');
const db = openDatabase(database);
const files = fileWatch(database);
const checkpoints = checkpointer(db);
giveKeys(db, given, Date.now());
noteEnforcement(db, identity?.isEnforced === true, Date.now());
let keys = liveKeys(db);
const waiting: Waiting[] = [];
const answers: Answered[] = [];
let loop: IngestLoop | undefined;
const log = eventLog(db);
const meter = writerMeter();
let cleaning: NodeJS.Timeout | undefined;
const CLEANING_PAUSE_MS = 2_000;
cleanLater();
const SLICING: Slicing = { ms: 30, leastCount: 100 };
let lastInTurn: Promise<unknown> = Promise.resolve();
let isStopping = false;
const TENDING_PAUSE_MS = 5_000;
const tendLog = logTender({ db, files, path: database, warn });
const tending = setInterval(tendLog, TENDING_PAUSE_MS).unref();

port.on('message', async (message: ToWriter) => {
  if (message.kind === 'ingest') {
    for (const { id, request } of message.requests) {
      const entry: Waiting = { request, answer: (answer) => give({ id, answer }) };
      if (loop) loop.push(entry);
      else waiting.push(entry);
    }
    return;
  }
  if (message.kind === 'report') {
    // Told at once, whatever else is waited for.
    return fulfil(message.id, () => {
      const state = writerState(db, loop !== undefined, Date.now());
      return message.of === 'state' ? state : meter.render(state);
    });
  }
  // Neither concerns the fold.
  if (message.kind === 'audit') {
    return fulfil(message.id, () => {
      appendAudit(db, message.entries);
      return 0;
    });
  }
  if (message.kind === 'grant') {
    return fulfil(message.id, () => {
      const id = changeGrants(db, message.change, Date.now());
      say({ kind: 'grants', grants: liveGrants(db) });
      return id;
    });
  }
  const running = await started;
  if (message.kind !== 'stop') return fulfil(message.id, () => inTurn(() => carryOut(message, running)));
  isStopping = true;
  await inTurn(() => running.drain());
  clearTimeout(cleaning);
  clearInterval(tending);
  await checkpoints.end();
  if (isUnclean(db)) cleanFile(db);
  db.close();
  lock.release();
  say({ kind: 'stopped' });
  port.close();
});
say({ kind: 'keys', keys });
say({ kind: 'grants', grants: liveGrants(db) });
say({ kind: 'ready' });
giveBackMemory();

function give(answered: Answered): void {
  if (answers.push(answered) === 1) queueMicrotask(deliver);
}

function deliver(): void {
  if (answers.length > 0) say({ kind: 'answers', answers: answers.splice(0) });
}

type Result = Extract<FromWriter, { kind: 'done' }>['result'];

async function fulfil(id: number, work: () => Promise<Result> | Result): Promise<void> {
  try {
    say({ kind: 'done', id, result: await work() });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', id, message: text, isRefusal: error instanceof DecisionError });
  }
}

// One after the other: messages are stored between the slices of an expiry, but nothing is decided.
function inTurn<Outcome>(work: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  const outcome = lastInTurn.then(work);
  lastInTurn = outcome.catch(() => {});
  return outcome;
}

type Command = Exclude<ToWriter, { kind: 'audit' | 'grant' | 'ingest' | 'report' | 'stop' }>;

async function carryOut(message: Command, running: IngestLoop): Promise<Result> {
  if (message.kind === 'expire')
    return inPauses(expireInSlices(db, message.decision, Date.now(), SLICING), pausesOf(running));
  const result = doAtOnce(message);
  running.reopen();
  return result;
}

// Each slice leaves the fold another state, and the log other hashes.
function pausesOf(running: IngestLoop): Pauses {
  return {
    changed() {
      log.reload();
      running.reopen();
    },
    isStopping: () => isStopping,
  };
}

function doAtOnce(message: Exclude<Command, { kind: 'expire' }>): Result {
  if (message.kind === 'decide') return decide(db, message.decision, Date.now());
  if (message.kind === 'key') {
    const keyId = changeKeys(db, message.change, Date.now());
    keys = liveKeys(db);
    say({ kind: 'keys', keys });
    return keyId;
  }
  if (message.kind === 'reprocess') {
    // With its place, which was kept.
    return reprocess(db, message.asked, { log, enrich: enricher(() => null), identity });
  }
  if (message.kind === 'erase') {
    try {
      return eraseAndClean(db, message.decision, Date.now());
    } finally {
      log.reload();
      cleanLater();
    }
  }
  const { decision } = message;
  let decisionId = 0;
  swapDerived(db, scratchPath(database), () => {
    if (decision) decisionId = appendDecision(db, decision, Date.now());
  });
  return decisionId;
}

// What an erasure could not clean, because somebody was reading, is cleaned as soon as they let go.
function cleanLater(): void {
  clearTimeout(cleaning);
  if (!isUnclean(db)) return;
  cleaning = setTimeout(() => {
    cleanFile(db);
    cleanLater();
  }, CLEANING_PAUSE_MS).unref();
}

// For the doctor, who has no settings.
function notePlacesOf(builtAt: number | null): void {
  const source = typeof geo === 'string' ? geo : 'mmdb' in geo ? 'mmdb' : 'headers';
  try {
    notePlaces(db, { source, builtAt });
  } catch {
    // A disk that takes nothing is told of where it matters.
  }
}

// Requests wait for the geo data rather than being stored without a place; only where there is none they go without.
const places = loadGeo(geo, { onLoaded: notePlacesOf }).catch((error): GeoLookup => {
  say({ kind: 'warning', message: `events are stored without places, because the geo data cannot be read: ${error}` });
  return () => null;
});
const started = places.then((lookUp) => {
  loop = ingestLoop({
    db,
    log,
    files,
    checkpoints,
    openFold() {
      const rules = standingRules(db);
      return { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
    },
    keys: () => keys,
    enrich: enricher(lookUp),
    locate: lookUp,
    identity,
    definitionLimit,
    deliver,
    meter,
    warn,
  });
  for (const entry of waiting.splice(0)) loop.push(entry);
  return loop;
});
if (readExpiring(db)) {
  const running = await started;
  warn('an expiry was interrupted: the rest of it is being deleted');
  inTurn(() => inPauses(finishExpiry(db, SLICING), pausesOf(running))).catch(({ message }) =>
    warn(`not all has expired: ${message}`),
  );
}
