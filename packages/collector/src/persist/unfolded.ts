import type { Rules } from '@kith/fold';
import type { Db } from './database.ts';
import { FOLDED_COLUMNS, type FoldedRow, foldedEvent, type LoggedEvent } from './event-row.ts';
import { steady } from './steady.ts';

/** What the fold has yet to take in, and the watermarks that say so. */
export interface Unfolded {
  /** Events behind the watermark, by seq. */
  readonly fresh: readonly LoggedEvent[];
  /** Folded events whose stored copy has been replaced since, as they are stored now. */
  readonly replaced: readonly LoggedEvent[];
  /** Moves the watermarks behind what was returned. */
  readonly done: () => void;
}

/** Reads the next events to fold, about `limit` of each sort. */
export type NextUnfolded = (limit: number) => Unfolded;

/** Follows a log in rounds: what is waiting when a round begins is folded in it, person by person. */
export interface Rounds extends NextUnfolded {
  /** Events of the round that still wait; 0 between rounds. */
  readonly waitingCount: () => number;
}

/** Most events of a round: they are held in memory. */
const ROUND_COUNT = 20_000;

/**
 * Follows the log and the replacements of a database. The watermark moves when a round is over; which of its events are
 * folded already their placements tell.
 */
export function unfolded(db: Db, rules: Rules): Rounds {
  const getMark = db.prepare<[string], number>(steady('SELECT value FROM watermarks WHERE name = ?')).pluck();
  const setMark = db.prepare('INSERT OR REPLACE INTO watermarks (name, value) VALUES (?, ?)');
  const unplaced = db
    .prepare<[number, number], [seq: number, stream: string]>(
      steady(`SELECT seq, stream FROM event_log LEFT JOIN placements USING (seq)
     WHERE seq > ? AND placements.seq IS NULL ORDER BY seq LIMIT ?`),
    )
    .raw();
  const bySeqs = db
    .prepare<[string], FoldedRow>(
      steady(`SELECT ${FOLDED_COLUMNS} FROM json_each(?) AS taken CROSS JOIN event_log ON event_log.seq = taken.value`),
    )
    .raw();
  const lastSeq = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event_log').pluck();
  const replacements = db
    .prepare<[number, number], FoldedRow>(
      steady(`SELECT ${FOLDED_COLUMNS}, replacement_id FROM replacements JOIN event_log USING (seq)
     WHERE replacement_id > ? ORDER BY replacement_id LIMIT ?`),
    )
    .raw();
  // Seqs alone: events that were held for a whole round would grow old in memory.
  let waiting: number[] = [];
  let end = 0;

  function begin(): void {
    const start = getMark.get('seq') ?? 0;
    const found = unplaced.all(start, ROUND_COUNT);
    end = found.length < ROUND_COUNT ? Math.max(start, lastSeq.get() ?? 0) : (found.at(-1)?.[0] ?? start);
    // Sorted, so that neighbours in the tables are met together: pages written once cost half of those written twice.
    found.sort(([, a], [, b]) => (a < b ? -1 : Number(a > b)));
    // The next is the last.
    waiting = found.map(([seq]) => seq).reverse();
  }

  function take(limit: number): LoggedEvent[] {
    const taken = waiting.splice(-limit).reverse();
    return bySeqs.all(JSON.stringify(taken)).map((row) => foldedEvent(row, rules));
  }

  function next(limit: number): Unfolded {
    if (waiting.length === 0) begin();
    const rows = replacements.all(getMark.get('replacement_id') ?? 0, limit);
    // One event may have been replaced twice.
    const latest = new Map(rows.map((row) => [row[0], foldedEvent(row, rules)]));
    // One that waits is read when it is taken. Of one that was taken the fold must know, even if it was nobody's: its better
    // copy may be somebody's. One behind the round comes with the next.
    const later = new Set(latest.size > 0 ? waiting : []);
    const replaced = [...latest.values()].filter(({ seq }) => seq <= end && !later.has(seq));
    return {
      fresh: take(limit),
      replaced,
      done() {
        const lastReplaced = rows.at(-1)?.at(-1);
        if (waiting.length === 0 && getMark.get('seq') !== end) setMark.run('seq', end);
        if (lastReplaced !== undefined) setMark.run('replacement_id', lastReplaced);
      },
    };
  }
  return Object.assign(next, { waitingCount: () => waiting.length });
}

/** A place in the log and in the list of replacements. */
export interface Marks {
  readonly seq: number;
  readonly replacement: number;
}

/** What has been received. */
export function receivedMarks(db: Db): Marks {
  const row = db
    .prepare<[], Marks>(
      `SELECT coalesce((SELECT max(seq) FROM event_log), 0) AS seq,
              coalesce((SELECT max(replacement_id) FROM replacements), 0) AS replacement`,
    )
    .get();
  return row ?? NOTHING;
}

/** What has been folded. */
export function foldedMarks(db: Db): Marks {
  const row = db
    .prepare<[], Marks>(
      `SELECT coalesce((SELECT value FROM watermarks WHERE name = 'seq'), 0) AS seq,
              coalesce((SELECT value FROM watermarks WHERE name = 'replacement_id'), 0) AS replacement`,
    )
    .get();
  return row ?? NOTHING;
}

/** How far the profiles trail behind what is stored. */
export interface Lag {
  /** Stored messages that the profiles do not know, at most. */
  readonly lagCount: number;
  /** Since when the oldest of them has been here, in ms. */
  readonly lagMs: number;
}

/** Reads how far the profiles trail. */
export function readLag(db: Db, now: number): Lag {
  const [received, folded] = [receivedMarks(db), foldedMarks(db)];
  const waiting = db
    .prepare<[number], number>('SELECT received_at FROM event_log WHERE seq > ? ORDER BY seq LIMIT 1')
    .pluck()
    .get(folded.seq);
  return {
    lagCount: received.seq - folded.seq + received.replacement - folded.replacement,
    lagMs: waiting === undefined ? 0 : Math.max(0, now - waiting),
  };
}

/** Moves the watermarks to what is received: everything is folded, and the latest of it may have been erased. */
export function markFolded(db: Db): void {
  const { seq, replacement } = receivedMarks(db);
  const set = db.prepare('INSERT OR REPLACE INTO watermarks (name, value) VALUES (?, ?)');
  set.run('seq', seq);
  set.run('replacement_id', replacement);
}

/** Lowers the watermarks to what is left, where the latest that was folded has been deleted: what comes next takes its numbers. */
export function lowerMarks(db: Db): void {
  const [received, folded] = [receivedMarks(db), foldedMarks(db)];
  const set = db.prepare('UPDATE watermarks SET value = ? WHERE name = ?');
  if (received.seq < folded.seq) set.run(received.seq, 'seq');
  if (received.replacement < folded.replacement) set.run(received.replacement, 'replacement_id');
}

const NOTHING: Marks = { seq: 0, replacement: 0 };
