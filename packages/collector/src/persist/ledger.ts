import type { Db } from './database.ts';

/** What can become of a message, as columns of the ledger name it. */
export const FATES = ['stored', 'duplicate', 'rejected', 'erased', 'expired'] as const;

/** What became of a message. */
export type Fate = (typeof FATES)[number];

/** Messages by what became of them; fewer of one where they became something else. */
export type Fates = Readonly<Partial<Record<Fate, number>>>;

/** What a transaction changes in the ledger, by source. */
export interface Tally {
  /** Counts messages of a source: how many were received, and what became of each. */
  readonly count: (source: string, receivedCount: number, fates: Fates) => void;
  /** Counts messages that are something else now than they were. */
  readonly move: (source: string, from: Fate, to: Fate, count: number) => void;
  /** Writes it all down, one row a source. Call at the end of the transaction that decided it. */
  readonly book: () => void;
}

/** Opens the ledger for writing. @returns what begins to count for a transaction. */
export function ledger(db: Db): () => Tally {
  const add = db.prepare(ADD);
  return () => tally((source, counts) => add.run({ source, ...counts }));
}

function tally(write: (source: string, counts: Counts) => void): Tally {
  const bySource = new Map<string, Counts>();
  const countsOf = (source: string): Counts => {
    const known = bySource.get(source) ?? { received: 0, stored: 0, duplicate: 0, rejected: 0, erased: 0, expired: 0 };
    bySource.set(source, known);
    return known;
  };
  return {
    count(source, receivedCount, fates) {
      const counts = countsOf(source);
      counts.received += receivedCount;
      for (const fate of FATES) counts[fate] += fates[fate] ?? 0;
    },
    move(source, from, to, count) {
      const counts = countsOf(source);
      counts[from] -= count;
      counts[to] += count;
    },
    book() {
      for (const [source, counts] of bySource) write(source, counts);
    },
  };
}

/** A source's line of the ledger. */
export type LedgerRow = { readonly source: string; readonly received: number } & { readonly [K in Fate]: number };

/** Reads the ledger, by source. */
export function readLedger(db: Db): LedgerRow[] {
  const columns = ['received', ...FATES].map((name) => `${name}_count AS ${name}`);
  return db.prepare<[], LedgerRow>(`SELECT source, ${columns.join(', ')} FROM ledger ORDER BY source`).all();
}

/**
 * Says what is wrong with the ledger: a source's messages whose fates do not add up, or counts that are not those of the
 * rows. Nothing, for every file at every commit.
 */
export function ledgerFaults(db: Db): string[] {
  const rows = readLedger(db);
  const stored = countBySource(db, 'event_log');
  const rejected = countBySource(db, 'rejected_events');
  const line = (source: string) => rows.find((row) => row.source === source);
  const sums = rows.flatMap(({ source, received, ...row }) => {
    const sum = FATES.reduce((total, fate) => total + row[fate], 0);
    return sum === received ? [] : [`of ${source} ${received} messages were received, but ${sum} accounted for`];
  });
  const compare = (found: ReadonlyMap<string, number>, fate: Fate, table: string) =>
    [...new Set([...found.keys(), ...rows.map(({ source }) => source)])].flatMap((source) => {
      const [counted, there] = [line(source)?.[fate] ?? 0, found.get(source) ?? 0];
      return counted === there ? [] : [`of ${source} ${counted} messages are ${fate}, but ${there} are in ${table}`];
    });
  return [...sums, ...compare(stored, 'stored', 'event_log'), ...compare(rejected, 'rejected', 'rejected_events')];
}

type Counts = Record<Fate | 'received', number>;

const ADD = `INSERT INTO ledger (source, received_count, ${FATES.map((fate) => `${fate}_count`).join(', ')})
  VALUES (@source, @received, ${FATES.map((fate) => `@${fate}`).join(', ')})
  ON CONFLICT (source) DO UPDATE SET received_count = received_count + excluded.received_count,
    ${FATES.map((fate) => `${fate}_count = ${fate}_count + excluded.${fate}_count`).join(', ')}`;

function countBySource(db: Db, table: 'event_log' | 'rejected_events'): ReadonlyMap<string, number> {
  const rows = db.prepare<[], [string, number]>(`SELECT source, count(*) FROM ${table} GROUP BY source`).raw().all();
  return new Map(rows);
}
