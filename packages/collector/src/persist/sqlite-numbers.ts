import type { Event } from '@kith/fold';
import { compareText, dayOf } from '@kith/protocol';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { columnSetter, rowWriter } from './rows.ts';
import { steady } from './steady.ts';

/** The number that a device gave to a message, and for which day and browser it counts. */
export interface Numbered {
  readonly number: number;
  /** `2026-11-22`, in UTC. */
  readonly day: string;
  /** JSON: its name and version. */
  readonly browser: string;
}

/** Counts the messages that devices numbered and the numbers that are missing between them, as events come and go. */
export interface NumberStore {
  readonly add: (stream: string, messageId: string, numbered: Numbered) => void;
  readonly remove: (stream: string, messageId: string, numbered: Numbered) => void;
  /** Call when the placements of one fold are written. */
  readonly flush: () => void;
}

/** The number of an event; undefined where it has none, and of backends, whose numbers are not ours. */
export function numberOf({ sequence, anonymousId, isServer, t, attributes: { browser } }: Event): Numbered | undefined {
  if (sequence <= 0 || anonymousId === null || isServer) return undefined;
  const name = [browser?.browser_name ?? null, browser?.browser_version ?? null];
  return { number: sequence, day: dayOf(t), browser: JSON.stringify(name) };
}

/** Numbers of a stream without a gap, as `number_runs` has them. */
interface Run extends Omit<Numbered, 'number'> {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  readonly missing_count: number;
  readonly message_id: string;
}

/** A larger gap is no loss but another numbering. The view loss_ledger says the same of refused messages. */
const MOST_MISSING = 10_000;

/** Keeps `number_runs` and `number_days`, with the last runs of so many streams in memory. */
export function numberStore(db: Db, heldCount: number): NumberStore {
  const write = rowWriter(db, 'number_runs');
  const setLast = columnSetter(db, 'number_runs', ['last']);
  const writeLast = ({ stream, first, last }: Run) => setLast([last, stream, first]);
  const removeRun = db.prepare<[string, number]>('DELETE FROM number_runs WHERE stream = ? AND first = ?');
  const removeRuns = db.prepare<[string], Run>('DELETE FROM number_runs WHERE stream = ? RETURNING *');
  const lastRun = db.prepare<[string], Run>(
    steady('SELECT * FROM number_runs WHERE stream = ? ORDER BY first DESC LIMIT 1'),
  );
  const runAt = db.prepare<[string, number], Run>(
    steady('SELECT * FROM number_runs WHERE stream = ? AND first <= ? ORDER BY first DESC LIMIT 1'),
  );
  const runBehind = db.prepare<[string, number], Run>(
    steady('SELECT * FROM number_runs WHERE stream = ? AND first > ? ORDER BY first LIMIT 1'),
  );
  const numbersOf = db.prepare<[string], Numbered & { message_id: string; t: number }>(
    `SELECT placements.number, placements.t, placements.browser, log.message_id
     FROM atoms JOIN placements USING (atom_id) JOIN event_log AS log ON log.seq = placements.seq
     WHERE atoms.stream = ? AND placements.number IS NOT NULL ORDER BY placements.number, log.message_id`,
  );
  const tails = heldBack<string, Run>(
    heldCount,
    (stream) => lastRun.get(stream),
    (_, run) => writeLast(run),
  );
  const days = dayCounts(db);
  let came = new Map<string, Map<string, Numbered>>();
  let gone = new Map<string, Map<string, Numbered>>();

  function put(run: Run): void {
    write(run);
    days.add(run, 0, run.missing_count);
  }

  function addNumber(stream: string, message_id: string, { number, day, browser }: Numbered): void {
    const alone: Run = { stream, first: number, last: number, missing_count: 0, message_id, day, browser };
    const tail = tails.get(stream);
    if (tail?.last === number - 1) tails.set(stream, { ...tail, last: number });
    else if (!tail || number > tail.last) {
      if (tail) writeLast(tail);
      const run = { ...alone, missing_count: gap(tail, number) };
      put(run);
      tails.keep(stream, run);
    } else if (number <= tail.first) {
      writeLast(tail);
      insert(alone);
      tails.drop(stream);
    }
  }

  function insert(alone: Run): void {
    const { stream, first: number } = alone;
    const before = runAt.get(stream, number);
    if (before && number <= before.last) {
      if (number === before.first && compareText(alone.message_id, before.message_id) < 0) replace(before, alone);
      return;
    }
    const after = runBehind.get(stream, number);
    const joined = after?.first === number + 1 ? after : undefined;
    const last = joined?.last ?? number;
    if (after) {
      days.add(after, 0, -after.missing_count);
      removeRun.run(stream, after.first);
    }
    if (before?.last === number - 1) writeLast({ ...before, last });
    else put({ ...alone, last, missing_count: gap(before, number) });
    if (after && !joined) put({ ...after, missing_count: gap({ last }, after.first) });
  }

  // The gap before a run counts for another message with the same number.
  function replace(run: Run, { message_id, day, browser }: Pick<Run, 'browser' | 'day' | 'message_id'>): void {
    days.add(run, 0, -run.missing_count);
    put({ ...run, message_id, day, browser });
  }

  // What else has a number that is gone, and what follows it, only the events know.
  function countAnew(stream: string): void {
    tails.flush();
    tails.drop(stream);
    for (const run of removeRuns.all(stream)) days.add(run, 0, -run.missing_count);
    const runs: Run[] = [];
    for (const { number, t, browser, message_id } of numbersOf.iterate(stream)) {
      const run = runs.at(-1);
      if (run && number <= run.last + 1) runs[runs.length - 1] = { ...run, last: number };
      else {
        const missing_count = gap(run, number);
        runs.push({ stream, first: number, last: number, missing_count, message_id, day: dayOf(t), browser });
      }
    }
    for (const run of runs) put(run);
  }

  function settle(stream: string, added: ReadonlyMap<string, Numbered>, removed: ReadonlyMap<string, Numbered>): void {
    for (const numbered of removed.values()) days.add(numbered, -1, 0);
    for (const numbered of added.values()) days.add(numbered, 1, 0);
    if ([...removed].some(([id, { number }]) => added.get(id)?.number !== number)) countAnew(stream);
    else {
      for (const [id, numbered] of [...added].sort(([, a], [, b]) => a.number - b.number)) {
        if (removed.has(id)) addCopy(stream, id, numbered);
        else addNumber(stream, id, numbered);
      }
    }
  }

  // Another copy of a message, under the same number.
  function addCopy(stream: string, message_id: string, { number, day, browser }: Numbered): void {
    tails.flush();
    const run = runAt.get(stream, number);
    if (run?.first === number && run.message_id === message_id) replace(run, { message_id, day, browser });
    tails.drop(stream);
  }

  return {
    add: (stream, messageId, numbered) => into(came, stream).set(messageId, numbered),
    remove(stream, messageId, numbered) {
      // Taken out of where this same fold has put it.
      if (came.get(stream)?.delete(messageId)) return;
      into(gone, stream).set(messageId, numbered);
    },
    flush() {
      for (const stream of new Set([...came.keys(), ...gone.keys()])) {
        const [added, removed] = [came.get(stream) ?? new Map(), gone.get(stream) ?? new Map()];
        for (const [id, before] of removed) {
          if (!isSame(before, added.get(id))) continue;
          added.delete(id);
          removed.delete(id);
        }
        settle(stream, added, removed);
      }
      [came, gone] = [new Map(), new Map()];
      tails.flush();
      days.flush();
    },
  };
}

function into(all: Map<string, Map<string, Numbered>>, stream: string): Map<string, Numbered> {
  const known = all.get(stream);
  if (known) return known;
  const fresh = new Map<string, Numbered>();
  all.set(stream, fresh);
  return fresh;
}

function isSame(a: Numbered, b: Numbered | undefined): boolean {
  return a.number === b?.number && a.day === b.day && a.browser === b.browser;
}

function gap(before: Pick<Run, 'last'> | undefined, first: number): number {
  const missing = before ? first - before.last - 1 : 0;
  return missing > MOST_MISSING ? 0 : missing;
}

interface DayCounts {
  readonly add: (of: Pick<Numbered, 'browser' | 'day'>, arrived: number, missing: number) => void;
  readonly flush: () => void;
}

function dayCounts(db: Db): DayCounts {
  const write = db.prepare(
    `INSERT INTO number_days (day, browser, arrived_count, missing_count) VALUES (?, ?, ?, ?)
     ON CONFLICT (day, browser) DO UPDATE
     SET arrived_count = arrived_count + excluded.arrived_count, missing_count = missing_count + excluded.missing_count`,
  );
  const removeEmpty = db.prepare('DELETE FROM number_days WHERE day = ? AND browser = ? AND arrived_count = 0');
  const changes = new Map<string, { day: string; browser: string; arrived: number; missing: number }>();
  return {
    add({ day, browser }, arrived, missing) {
      const change = changes.get(day + browser) ?? { day, browser, arrived: 0, missing: 0 };
      change.arrived += arrived;
      change.missing += missing;
      changes.set(day + browser, change);
    },
    flush() {
      for (const { day, browser, arrived, missing } of changes.values()) {
        if (arrived !== 0 || missing !== 0) write.run(day, browser, arrived, missing);
        if (arrived < 0) removeEmpty.run(day, browser);
      }
      changes.clear();
    },
  };
}
