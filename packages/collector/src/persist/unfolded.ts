import type { Rules } from '@kith/fold';
import type { Db } from './database.ts';
import { type EventRow, eventOf, type LoggedEvent } from './event-row.ts';
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

/** Reads the next events to fold, at most `limit` of each sort. */
export type NextUnfolded = (limit: number) => Unfolded;

/** Follows the log and the replacements of a database (or of the file a scratch database reads). */
export function unfolded(db: Db, rules: Rules): NextUnfolded {
  const read = (row: EventRow) => eventOf(row, rules);
  const getMark = db.prepare<[string], number>(steady('SELECT value FROM watermarks WHERE name = ?')).pluck();
  const setMark = db.prepare('INSERT OR REPLACE INTO watermarks (name, value) VALUES (?, ?)');
  const after = db.prepare<[number, number], EventRow>(
    steady('SELECT * FROM event_log WHERE seq > ? ORDER BY seq LIMIT ?'),
  );
  const replacements = db.prepare<[number, number], EventRow & { replacement_id: number }>(
    steady(`SELECT replacements.replacement_id, event_log.* FROM replacements JOIN event_log USING (seq)
     WHERE replacement_id > ? ORDER BY replacement_id LIMIT ?`),
  );
  return (limit) => {
    const seq = getMark.get('seq') ?? 0;
    const rows = after.all(seq, limit);
    const replaced = replacements.all(getMark.get('replacement_id') ?? 0, limit);
    // One event may have been replaced twice, and one behind the watermark comes with the fresh ones.
    const latest = new Map(replaced.filter((row) => row.seq <= seq).map((row) => [row.seq, row]));
    return {
      fresh: rows.map(read),
      replaced: [...latest.values()].map(read),
      done() {
        const last = rows.at(-1);
        const lastReplaced = replaced.at(-1);
        if (last) setMark.run('seq', last.seq);
        if (lastReplaced) setMark.run('replacement_id', lastReplaced.replacement_id);
      },
    };
  };
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

const NOTHING: Marks = { seq: 0, replacement: 0 };
