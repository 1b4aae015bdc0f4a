import { type Atom, comparePositions, type Position } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { steady } from './steady.ts';

/**
 * The latest runs of streams in memory. What arrives usually extends the latest run of its device: who looks for its
 * neighbours finds them here, and asks the tables only about what is further back.
 */
export interface StreamTails {
  /** The id of the run with the greatest start < position; null where there is none, undefined where the tables know. */
  readonly before: (stream: string, position: Position) => number | null | undefined;
  /** The id of the run with the smallest start > position, likewise. */
  readonly after: (stream: string, position: Position) => number | null | undefined;
  /** The ids of the riders of a run; undefined where the tables know. */
  readonly ridersOf: (run: Atom) => readonly number[] | undefined;
  /** Keeps the riders of a run, as the tables know them. */
  readonly keepRiders: (run: Atom, riders: readonly number[]) => void;
  /** Whether a stream may have floats at or behind a time. */
  readonly hasFloats: (stream: string, from: number) => boolean;
  /** Told of every float that is placed. */
  readonly addFloat: (stream: string, t: number) => void;
  /** Told of every atom that is new or begins elsewhere. */
  readonly put: (atom: Atom, isNew: boolean) => void;
  readonly remove: (atom: Atom) => void;
}

interface Tail {
  /** Sorted by start. */
  runs: Run[];
  /** Every run that begins at or behind this is here; undefined when all runs are. */
  from: Position | undefined;
  /** No float is later. */
  lastFloat: number;
}

interface Run {
  readonly id: number;
  readonly start: Position;
  riders: readonly number[] | undefined;
}

/** Runs of a stream that are read at once, and twice as many are kept. */
const RUN_COUNT = 8;

/** Keeps the tails of so many streams. */
export function streamTails(db: Db, heldCount: number): StreamTails {
  const runs = db.prepare<[string, number], RunRow>(
    steady(`SELECT atom_id, start_t, start_fraction, start_sequence, start_message_id FROM atoms
     WHERE stream = ? AND kind = 'run'
     ORDER BY start_t DESC, start_fraction DESC, start_sequence DESC, start_message_id DESC LIMIT ?`),
  );
  const lastFloat = db.prepare<[string], number>(steady('SELECT max(t) FROM floats WHERE stream = ?')).pluck();
  const tails = heldBack<string, Tail>(heldCount, (stream) => {
    const rows = runs.all(stream, RUN_COUNT).reverse();
    const found = rows.map((row) => runOf(row, stream));
    return {
      runs: found,
      from: found.length < RUN_COUNT ? undefined : found[0]?.start,
      lastFloat: lastFloat.get(stream) ?? Number.NEGATIVE_INFINITY,
    };
  });
  const of = (stream: string) => tails.get(stream) as Tail;
  const find = (run: Atom) => tails.peek(run.stream)?.runs.find(({ id }) => id === run.id);
  return {
    before(stream, position) {
      const { runs, from } = of(stream);
      const run = runs.findLast(({ start }) => comparePositions(start, position) < 0);
      return run ? run.id : from === undefined ? null : undefined;
    },
    after(stream, position) {
      const { runs, from } = of(stream);
      if (from && comparePositions(position, from) < 0) return undefined;
      return runs.find(({ start }) => comparePositions(start, position) > 0)?.id ?? null;
    },
    ridersOf: (run) => find(run)?.riders,
    keepRiders(run, riders) {
      const found = find(run);
      if (found) found.riders = riders;
    },
    hasFloats: (stream, from) => of(stream).lastFloat >= from,
    addFloat(stream, t) {
      const tail = tails.peek(stream);
      if (tail) tail.lastFloat = Math.max(tail.lastFloat, t);
    },
    put(atom, isNew) {
      const tail = tails.peek(atom.stream);
      if (!tail) return;
      if (atom.kind === 'rider') forgetRiders(tail, atom);
      if (atom.kind !== 'run') return;
      const known = take(tail, atom);
      if (tail.from && comparePositions(atom.start, tail.from) < 0) return;
      const index = tail.runs.findLastIndex(({ start }) => comparePositions(start, atom.start) < 0);
      tail.runs.splice(index + 1, 0, { id: atom.id, start: atom.start, riders: isNew ? [] : known?.riders });
      if (tail.runs.length <= 2 * RUN_COUNT) return;
      tail.runs = tail.runs.slice(-RUN_COUNT);
      tail.from = tail.runs[0]?.start;
    },
    remove(atom) {
      const tail = tails.peek(atom.stream);
      if (!tail) return;
      if (atom.kind === 'rider') forgetRiders(tail, atom);
      if (atom.kind === 'run') take(tail, atom);
    },
  };
}

function take(tail: Tail, { id }: Atom): Run | undefined {
  const index = tail.runs.findIndex((run) => run.id === id);
  return index < 0 ? undefined : tail.runs.splice(index, 1)[0];
}

function forgetRiders(tail: Tail, { anchor }: Atom): void {
  const run = tail.runs.find(({ id }) => String(id) === anchor);
  if (run) run.riders = undefined;
}

interface RunRow {
  readonly atom_id: number;
  readonly start_t: number;
  readonly start_fraction: string;
  readonly start_sequence: number;
  readonly start_message_id: string;
}

function runOf(row: RunRow, stream: string): Run {
  const start: Position = [row.start_t, row.start_fraction, row.start_sequence, row.start_message_id, stream];
  return { id: row.atom_id, start, riders: undefined };
}
