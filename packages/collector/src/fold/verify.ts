import { createHash } from 'node:crypto';
import { canonicalJson } from '@kith/protocol';
import { openReadOnly, openScratch } from '../persist/database.ts';
import { type LedgerRow, ledgerFaults, readLedger } from '../persist/ledger.ts';
import { PROVED_NAMES, readRelation } from '../persist/relations.ts';
import { foldedMarks, receivedMarks } from '../persist/unfolded.ts';
import { foldScratch, type RefoldOptions } from './refold.ts';

/** What {@link verify} found. */
export interface Verdict {
  readonly isEqual: boolean;
  /** sha256 over every derived row, as the file holds them. Equal for equal sets of received messages. */
  readonly hash: string;
  /** The same over a fold of everything from nothing. */
  readonly expectedHash: string;
  /** Derived rows in the file, by relation. */
  readonly counts: Readonly<Record<string, number>>;
  /** What of the messages received is not accounted for; nothing, as it should be. */
  readonly ledgerFaults: readonly string[];
  /** Every message received by what became of it, by source. */
  readonly ledger: readonly LedgerRow[];
  /** The first row that differs, in the order of the relations. */
  readonly difference?: Difference;
}

/** A row that is not what a fold from nothing makes it. */
export interface Difference {
  readonly relation: string;
  /** As the file holds it; null where it should not be, or the reverse. */
  readonly found: object | null;
  readonly expected: object | null;
}

/**
 * Proves that the derived tables of a file are exactly what its messages make them: folds everything once more, from
 * nothing, and compares row by row.
 * @returns undefined while events wait to be folded: ask again.
 */
export function verify(file: string, options: Pick<RefoldOptions, 'onProgress'> = {}): Verdict | undefined {
  const scratch = openScratch(file);
  const live = openReadOnly(file);
  try {
    live.exec('BEGIN');
    // Both must see the file at the same moment, and a moment at which nothing waits to be folded.
    const received = JSON.stringify(receivedMarks(scratch));
    if (received !== JSON.stringify(receivedMarks(live)) || received !== JSON.stringify(foldedMarks(live)))
      return undefined;
    foldScratch(scratch, options);
    return { ...compare(live, scratch), ledger: readLedger(live), ledgerFaults: ledgerFaults(live) };
  } finally {
    live.close();
    scratch.close();
  }
}

type Database = ReturnType<typeof openReadOnly>;

function compare(live: Database, scratch: Database): Omit<Verdict, 'ledger' | 'ledgerFaults'> {
  const found = createHash('sha256');
  const expected = createHash('sha256');
  const counts: Record<string, number> = {};
  let difference: Difference | undefined;
  for (const relation of PROVED_NAMES) {
    const rows = readRelation(live, relation);
    const expectedRows = readRelation(scratch, relation);
    counts[relation] = 0;
    for (;;) {
      const row = rows.next();
      const expectedRow = expectedRows.next();
      if (row.done && expectedRow.done) break;
      const text = row.done ? '' : canonicalJson({ ...row.value });
      const expectedText = expectedRow.done ? '' : canonicalJson({ ...expectedRow.value });
      if (!row.done) counts[relation]++;
      found.update(`${relation} ${text}\n`);
      expected.update(`${relation} ${expectedText}\n`);
      if (text !== expectedText) {
        difference ??= { relation, found: row.value ?? null, expected: expectedRow.value ?? null };
      }
    }
  }
  const hash = found.digest('hex');
  const expectedHash = expected.digest('hex');
  return { isEqual: hash === expectedHash, hash, expectedHash, counts, ...(difference && { difference }) };
}
