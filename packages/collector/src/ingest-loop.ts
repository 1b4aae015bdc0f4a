import { disclosed } from './collect/disclosed.ts';
import type { IngestAnswer, IngestFailure, IngestRequest } from './collect/ingest.ts';
import { keptRequest } from './collect/kept-request.ts';
import { keptText } from './collect/kept-text.ts';
import type { Key } from './collect/keys.ts';
import { type Enrich, type Reading, readMessages, sendersKey } from './collect/read-messages.ts';
import type { IdentityVerification } from './collect/user-hash.ts';
import type { GeoLookup } from './enrich/geo.ts';
import { type LiveFoldOptions, liveFold } from './live-fold.ts';
import { outage } from './outage.ts';
import type { Checkpointer } from './persist/checkpointer.ts';
import type { Db } from './persist/database.ts';
import { definitionBudget } from './persist/definition-budget.ts';
import type { EventLog } from './persist/event-log.ts';
import type { FileWatch } from './persist/file-watch.ts';
import { noteExposure } from './persist/key-table.ts';
import { ledger, type Tally } from './persist/ledger.ts';
import { type StorageTrouble, storageTrouble } from './persist/storage-error.ts';
import { writeTransaction } from './persist/write-transaction.ts';
import { projectionWait } from './projection-wait.ts';
import type { WriterMeter } from './read/metrics.ts';
import { OVER_BUDGET, REFUSALS, RETRY_AFTER_S, UNREADABLE } from './refusals.ts';

/** A request that waits for its commit. */
export interface Waiting {
  readonly request: IngestRequest;
  /** Called after the COMMIT that holds the request's messages (and the profiles, if asked to), or when nothing could be stored. */
  readonly answer: (answer: IngestAnswer) => void;
}

/** What an {@link ingestLoop} works with. */
export interface IngestLoopOptions {
  readonly db: Db;
  readonly log: EventLog;
  readonly files: Pick<FileWatch, 'requireInPlace'>;
  readonly checkpoints: Pick<Checkpointer, 'offer'>;
  readonly openFold: LiveFoldOptions['openFold'];
  /** The keys in force, which may change at any time. */
  readonly keys: () => readonly Key[];
  readonly enrich: Enrich;
  /** Finds the place of a truncated address. */
  readonly locate: GeoLookup;
  readonly identity: IdentityVerification | null;
  /** How many new names of events and traits a public key may bring a day; null for any number. */
  readonly definitionLimit: number | null;
  /** Called once the requests of a commit are answered, before anything else is done. */
  readonly deliver: () => void;
  readonly meter: Pick<WriterMeter, 'committed'>;
  /** Told of what an operator should see: no payloads, no keys. */
  readonly warn: (message: string) => void;
}

/** The single writer of a database. */
export interface IngestLoop {
  readonly push: (waiting: Waiting) => void;
  /** Opens the fold's state anew, after it was exchanged, and folds what is missing in it. */
  readonly reopen: () => void;
  /** Resolves once everything pushed is answered and every stored event is folded. */
  readonly drain: () => Promise<void>;
}

/** Most messages one commit holds: beyond it, a larger commit gains nothing and makes everybody wait longer. */
const MAX_COMMIT_COUNT = 1_000;

/** How long a request waits for somebody else's lock before its caller is told to come back, in ms. */
const MAX_WAIT_MS = 5_000;

/** Pause before a locked database is asked again, in ms. */
const LOCK_PAUSE_MS = 50;

/**
 * Group commit without a timer: whatever waits shares the next commit, and each request is answered after it. Between
 * commits the profiles are brought up to date in rounds, so that acknowledgements never wait for them.
 */
export function ingestLoop(options: IngestLoopOptions): IngestLoop {
  const {
    db,
    log,
    files,
    checkpoints,
    openFold,
    keys,
    enrich,
    locate,
    identity,
    definitionLimit,
    deliver,
    meter,
    warn,
  } = options;
  const queue: Entry[] = [];
  const idle: (() => void)[] = [];
  const storing = outage(warn, 'messages are not stored', 'messages are stored again');
  const misreading = outage(warn, 'a request could not be read', 'requests are read');
  let isScheduled = false;
  let timer: NodeJS.Timeout | undefined;

  const inTransaction = writeTransaction(db, files);
  const beginTally = ledger(db);
  const readers = projectionWait(db);
  const budget = definitionBudget(db);
  const folding = liveFold({
    inTransaction,
    openFold,
    isAwaited: () => idle.length > 0 || readers.isAwaited(),
    outage: outage(warn, 'profiles are not brought up to date', 'profiles are brought up to date again'),
    pauseMs: (isLocked) => (isLocked ? LOCK_PAUSE_MS : RETRY_AFTER_S * 1_000),
  });

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  }

  function turn(): void {
    isScheduled = false;
    const started = performance.now();
    const isLocked = queue.length > 0 && store(take()) === 'locked';
    if (!isLocked && folding.restMs() <= 0) {
      folding.fold(performance.now() - started);
      readers.check();
    }
    checkpoints.offer();
    const restMs = folding.restMs();
    if (isLocked) scheduleLater();
    else if (queue.length > 0 || restMs <= 0) schedule();
    else {
      for (const resolve of idle.splice(0)) resolve();
      if (restMs < Number.POSITIVE_INFINITY) foldLater(restMs);
    }
  }

  function foldLater(restMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(schedule, restMs).unref();
  }

  // What arrives meanwhile waits with the rest: asking a locked database again takes the thread its busy timeout.
  function scheduleLater(): void {
    isScheduled = true;
    setTimeout(turn, LOCK_PAUSE_MS);
  }

  function store(taken: readonly ReadEntry[]): StorageTrouble | undefined {
    const started = performance.now();
    try {
      const answers: IngestAnswer[] = [];
      inTransaction(() => {
        const changes = beginTally();
        for (const { waiting, reading } of taken) {
          answers.push(storeReading(reading, waiting.request, changes));
        }
        changes.book();
      });
      folding.wake();
      meter.committed(answers, performance.now() - started);
      for (const [index, { waiting }] of taken.entries()) answerOrHold(waiting, answers[index] as IngestAnswer);
      deliver();
      storing.isOver();
      return undefined;
    } catch (error) {
      budget.reload();
      const trouble = storageTrouble(error);
      if (trouble === 'unfit') {
        // One of them is the trouble, and alone it costs the others nothing.
        if (taken.length > 1) for (const entry of taken) store([entry]);
        else taken[0]?.waiting.answer(REFUSALS.unfit);
        misreading.goesOn(placeOf(error));
        return undefined;
      }
      queue.unshift(...taken);
      const isTired = ({ since }: Entry) => performance.now() - since > MAX_WAIT_MS;
      const refusedCount = trouble === 'locked' ? queue.filter(isTired).length : taken.length;
      if (refusedCount > 0) storing.goesOn(describe(error));
      for (const { waiting, reading } of queue.splice(0, refusedCount)) {
        waiting.answer(reading && 'status' in reading ? reading : REFUSALS[trouble]);
      }
      return trouble;
    }
  }

  function take(): ReadEntry[] {
    const taken = [];
    for (let count = 0; queue.length > 0 && count < MAX_COMMIT_COUNT; ) {
      const entry = queue.shift() as Entry;
      const { reading = read(entry.waiting.request) } = entry;
      taken.push({ ...entry, reading });
      count += 'events' in reading ? Math.max(1, reading.events.length) : 1;
    }
    return taken;
  }

  function answerOrHold({ request, answer }: Waiting, given: IngestAnswer): void {
    if (!request.waitsForProfile || given.status !== 200) answer(given);
    else readers.hold((isProjected) => answer({ ...given, isProjected }));
  }

  // A request that the reading cannot cope with is a bug, and must not take the others with it.
  function read(request: IngestRequest): Reading | IngestFailure {
    try {
      return readMessages(request, keys(), enrich, identity);
    } catch (error) {
      misreading.goesOn(placeOf(error));
      return UNREADABLE;
    }
  }

  function storeReading(reading: Reading | IngestFailure, request: IngestRequest, changes: Tally): IngestAnswer {
    if ('status' in reading) {
      if (reading.code === 'secret_key_in_browser') noteExposed(request);
      return reading;
    }
    const { source, kind } = reading;
    const limit = kind === 'public' ? definitionLimit : null;
    const counts = { accepted: 0, duplicate: 0, outranked: 0, erased: 0, expired: 0 };
    const rejected = [...reading.rejected];
    for (const { index, event, input } of reading.events) {
      if (budget.admits(event, limit)) {
        const fate = log.append(event);
        counts[fate]++;
        // Imported with its origin: its own source has received it, not the import.
        if (event.source !== source) {
          changes.count(source, -1, { [FATES[fate]]: -1 });
          changes.count(event.source, 1, { [FATES[fate]]: 1 });
        }
      } else rejected.push({ index, ...OVER_BUDGET, body: keptText(input) });
    }
    for (const message of rejected) {
      log.reject(message, keptRequest(message, reading, request, locate), source, request.receivedAt);
    }
    changes.count(source, reading.events.length + reading.rejected.length, {
      stored: counts.accepted,
      duplicate: counts.duplicate + counts.outranked,
      erased: counts.erased,
      expired: counts.expired,
      rejected: rejected.length,
    });
    return {
      status: 200,
      ...disclosed(counts, kind),
      rejected: rejected
        .map(({ index, code, path, message }) => ({ index, code, path, message }))
        .sort((a, b) => a.index - b.index),
      ...(reading.confirm.length > 0 && { confirmed: reading.confirm.filter(log.hasFromClient) }),
    };
  }

  function noteExposed(request: IngestRequest): void {
    const key = sendersKey(request, keys());
    if (key) noteExposure(db, key.digest, request.receivedAt);
  }

  schedule();
  return {
    reopen() {
      folding.reopen();
      schedule();
    },
    push(waiting) {
      queue.push({ waiting, since: performance.now() });
      schedule();
    },
    async drain() {
      await new Promise<void>((resolve) => {
        idle.push(resolve);
        folding.wake();
        schedule();
      });
      readers.end();
    },
  };
}

const FATES = {
  accepted: 'stored',
  duplicate: 'duplicate',
  outranked: 'duplicate',
  erased: 'erased',
  expired: 'expired',
} as const;

/** A request in the queue; read once, however often it is tried. */
interface Entry {
  readonly waiting: Waiting;
  /** ms of `performance.now()`. */
  readonly since: number;
  readonly reading?: Reading | IngestFailure;
}

type ReadEntry = Entry & { readonly reading: Reading | IngestFailure };

/** Where in the code an error comes from: its message may quote what was sent. */
function placeOf(error: unknown): string {
  return error instanceof Error ? `${/ at .*/.exec(error.stack ?? '')}` : 'unknown';
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
