import { type Decision, DecisionError, type Erase, type Event, type Expire, isInPlace, readDecision } from '@kith/fold';
import { decided, rulesFor } from '../../../fold/test/world-rules.ts';
import type { World } from '../../../fold/test/worlds.ts';
import { follow } from '../../src/fold/decide.ts';
import { erase } from '../../src/fold/erase.ts';
import { expire } from '../../src/fold/expire.ts';
import { type Projection, project } from '../../src/fold/project.ts';
import { refold } from '../../src/fold/refold.ts';
import { rulesAfter } from '../../src/fold/what-if.ts';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { appendDecision, standingDecisions, standingRules } from '../../src/persist/decision-log.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { sqliteStore } from '../../src/persist/sqlite-store.ts';
import { scratchPath, swapDerived } from '../../src/persist/swap.ts';
import { unfolded } from '../../src/persist/unfolded.ts';
import { enriched } from './enriched.ts';
import { keyOf } from './world-file.ts';

/** Opens a file that need not outlive a power cut. */
export function quickDatabase(file: string): Db {
  const db = openDatabase(file);
  // Half the waiting time of a test is fsync: durability is tested elsewhere.
  db.pragma('synchronous = OFF');
  return db;
}

/** What goes on in a file; every step is a transaction of its own, as in the writer. */
export interface FileLife {
  /** Stores so many of the messages that have not come yet. */
  readonly receive: (count: number) => void;
  /** Folds so many events at the most. @returns how many there were. */
  readonly foldSlice: (limit: number) => number;
  readonly foldAll: () => void;
  /** Takes a decision; where all is folded anew beside the file, so many messages arrive meanwhile. */
  readonly take: (decision: Decision | undefined, meanwhile: number) => void;
  /** Takes back one of the decisions that stand. */
  readonly undoOne: (seed: number) => void;
  readonly erase: (decision: Erase) => void;
  readonly expire: (decision: Expire) => void;
  /** Folds everything anew beside the file. */
  readonly rebuild: (meanwhile: number) => void;
  /** Forgets all that is held in memory. */
  readonly restart: () => void;
  /** What was taken in and is not deleted, every copy of it. */
  readonly remaining: () => Event[];
  /** The keys of all that was deleted. */
  readonly deleted: ReadonlySet<string>;
}

/**
 * Begins the life of a file that receives deliveries in their order.
 * @param now when everything is decided, in ms since 1970.
 * @param heldCount how many rows of a sort are held in memory between folds.
 */
export function fileLife(file: string, db: Db, deliveries: World, now: number, heldCount?: number): FileLife {
  const log = eventLog(db);
  const deleted = new Set<string>();
  let taken: Event[] = [];
  let received = 0;
  let projection = open();

  function open(): Projection {
    const rules = standingRules(db);
    return { next: unfolded(db, rules), store: sqliteStore(db, rules, heldCount), rules };
  }

  const foldSlice = (limit: number) => db.transaction(() => project(projection, limit))();
  const receive = db.transaction((count: number) => {
    for (const event of deliveries.slice(received, received + count)) {
      const stored = enriched(event);
      const fate = log.append(stored);
      if (fate !== 'erased' && fate !== 'expired') taken.push(stored);
    }
    received += count;
  });
  // What arrives between a fold beside the file and its adoption is folded on top of it.
  function adopt(options: Parameters<typeof refold>[1], meanwhile: number, decision?: Decision): void {
    const scratch = refold(file, { ...options, path: scratchPath(file) });
    scratch.exec('COMMIT');
    scratch.close();
    receive(meanwhile);
    swapDerived(db, scratchPath(file), () => {
      if (decision) appendDecision(db, decision, now);
    });
    projection = open();
  }

  function take(decision: Decision | undefined, meanwhile: number): void {
    if (!decision) return;
    const { before, after } = rulesAfter(db, decision, now);
    if (isInPlace(before, after)) {
      db.transaction(() => follow(db, decision, now))();
      projection = open();
    } else adopt({ rules: after }, meanwhile, decision);
  }

  function remove(act: () => void): void {
    act();
    const stored = storedKeys(db);
    for (const event of taken) if (!stored.has(keyOf(event))) deleted.add(keyOf(event));
    taken = taken.filter((event) => stored.has(keyOf(event)));
    log.reload();
    projection = open();
  }

  return {
    receive,
    foldSlice,
    foldAll() {
      while (foldSlice(3) > 0);
    },
    take,
    undoOne(seed) {
      const standing = standingDecisions(db);
      const row = standing[seed % Math.max(standing.length, 1)];
      if (row) take({ kind: 'undo', decisionId: row.decision_id }, seed % 3);
    },
    erase: (decision) => remove(() => erase(db, decision, now)),
    expire: (decision) => remove(() => expire(db, decision, now)),
    rebuild: (meanwhile) => adopt({}, meanwhile),
    restart() {
      projection = open();
    },
    remaining: () => taken,
    deleted,
  };
}

/** The keys of all messages that a file holds. */
export function storedKeys(db: Db): ReadonlySet<string> {
  const rows = db.prepare<[], [string, string]>('SELECT stream, message_id FROM event_log').raw();
  return new Set(rows.all().map((key) => JSON.stringify(key)));
}

/** A decision with something to say about a world; none for some numbers. */
export function decisionFor(world: World, seed: number, now: number): Decision | undefined {
  const { identityPolicy, sessionGapMs, unlinked, merges, mappings } = rulesFor(world, seed);
  const [merge] = decided(merges);
  const [pair = '[]'] = unlinked;
  const [identity, other] = JSON.parse(pair) as string[];
  const [[event, properties] = ['', undefined]] = mappings;
  const [[property, trait] = ['', null]] = properties ?? [];
  const inputs = [
    { kind: 'unlink', identity, other },
    { kind: 'unlink', identity: other, other: identity },
    { kind: 'merge', identity: merge?.identity, other: `u:${merge?.user}` },
    { kind: 'merge', identity: `u:${merge?.user}`, other: merge?.identity },
    // Of both about the same two the later counts.
    { kind: 'merge', identity, other },
    { kind: 'unlink', identity: merge?.identity, other: `u:${merge?.user}` },
    { kind: 'policy', policy: { identity_policy: identityPolicy } },
    { kind: 'policy', policy: { session_gap_ms: sessionGapMs, anonymous_profiles: 'survey' } },
    { kind: 'mapping', event, property, trait },
    { kind: 'mapping', event, property, trait: seed % 2 === 0 ? trait : null },
    { kind: 'exclude', identity },
    { kind: 'reset', identity: other },
  ];
  try {
    return readDecision(inputs[Math.floor(seed / 3) % inputs.length], now);
  } catch (error) {
    if (error instanceof DecisionError) return undefined;
    throw error;
  }
}
