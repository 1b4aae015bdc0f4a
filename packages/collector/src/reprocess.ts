import { requestAnew } from './collect/kept-request.ts';
import { sha256 } from './collect/keys.ts';
import { type Enrich, readMessages } from './collect/read-messages.ts';
import type { Reprocessed, Reprocessing } from './collect/reprocessing.ts';
import type { IdentityVerification } from './collect/user-hash.ts';
import type { EnrichedEvent } from './enrich/enriched-event.ts';
import type { Db } from './persist/database.ts';
import { definitionBudget } from './persist/definition-budget.ts';
import type { EventLog } from './persist/event-log.ts';
import { ledger } from './persist/ledger.ts';
import { type RejectedRow, rejectedRows } from './persist/rejected.ts';

/** What a message is read and stored with. */
export interface ReprocessOptions {
  readonly log: EventLog;
  readonly enrich: Enrich;
  readonly identity: IdentityVerification | null;
}

/** Refused messages in one transaction: others wait meanwhile. */
const SLICE_COUNT = 250;

/**
 * Reads a slice of the refused messages again, by today's rules, as if they had just arrived when they did. What is
 * accepted now is stored and leaves `rejected_events`; the ledger follows. One transaction.
 */
export function reprocess(db: Db, asked: Reprocessing, { log, enrich, identity }: ReprocessOptions): Reprocessed {
  const remove = db.prepare('DELETE FROM rejected_events WHERE rejected_id = ?');
  const changes = ledger(db)();
  // Whoever reads messages again has decided to have their names.
  const budget = definitionBudget(db);
  const counts = { accepted: 0, duplicate: 0, erased: 0, expired: 0, rejected: 0, unreadable: 0 };
  const rows = rejectedRows(db, asked, SLICE_COUNT);
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const row of rows) {
      const event = readAgain(row, enrich, identity);
      if (typeof event === 'string') counts[event]++;
      else {
        budget.admits(event, null);
        const verdict = VERDICTS[log.append(event)];
        counts[verdict]++;
        remove.run(row.rejected_id);
        changes.move(row.source, 'rejected', verdict === 'accepted' ? 'stored' : verdict, 1);
      }
    }
    changes.book();
    db.exec(asked.isTrial ? 'ROLLBACK' : 'COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
  return { ...counts, next: rows.length < SLICE_COUNT ? null : (rows.at(-1)?.rejected_id ?? null) };
}

const VERDICTS = {
  accepted: 'accepted',
  duplicate: 'duplicate',
  outranked: 'duplicate',
  erased: 'erased',
  expired: 'expired',
} as const;

/** Stands for the key, which was not kept. */
const KEY = 'kept';
const DIGEST = sha256(KEY);

function readAgain(
  { body, request, source, receivedAt }: RejectedRow,
  enrich: Enrich,
  identity: IdentityVerification | null,
): EnrichedEvent | 'rejected' | 'unreadable' {
  if (body === null || request === null) return 'unreadable';
  const kept = requestAnew(request, body, receivedAt);
  const keys = [{ kind: kept.kind, source, digest: DIGEST }];
  const reading = readMessages({ ...kept.request, key: KEY }, keys, enrich, identity);
  return ('events' in reading && reading.events[0]?.event) || 'rejected';
}
