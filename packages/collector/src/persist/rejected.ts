import { parseTime } from '@kith/protocol';
import type { Reprocessing } from '../collect/reprocessing.ts';
import type { Db } from './database.ts';

/** A refused message, as far as it is kept. */
export interface RejectedRow {
  readonly rejected_id: number;
  readonly source: string;
  /** ms since 1970. */
  readonly receivedAt: number;
  /** JSON. */
  readonly body: string | null;
  /** JSON. */
  readonly request: string | null;
}

// Whoever means names that somebody brought in excess must say so.
const WHERE = `rejected_id > @after AND CASE WHEN @code IS NULL THEN code <> 'definition_budget' ELSE code = @code END
  AND received_at >= coalesce(@since, '')`;

/** Reads refused messages, in the order of arrival. */
export function rejectedRows(db: Db, { after, code, since }: Reprocessing, limit: number): RejectedRow[] {
  return db
    .prepare<object[], Omit<RejectedRow, 'receivedAt'> & { received_at: string }>(
      `SELECT rejected_id, source, received_at, body, request FROM rejected_events WHERE ${WHERE}
       ORDER BY rejected_id LIMIT @limit`,
    )
    .all({ after, code, since, limit })
    .map(({ received_at, ...row }) => ({ ...row, receivedAt: parseTime(received_at)?.ms ?? 0 }));
}

/** Counts refused messages. */
export function countRejected(db: Db, { after, code, since }: Reprocessing): number {
  const count = db.prepare<object[], number>(`SELECT count(*) FROM rejected_events WHERE ${WHERE}`).pluck();
  return count.get({ after, code, since }) ?? 0;
}
