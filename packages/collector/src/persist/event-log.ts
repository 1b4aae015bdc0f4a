import { compareCopies, type Event, streamOf } from '@kith/fold';
import type { UnreadMessage } from '../collect/read-messages.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { Db } from './database.ts';
import { EVENT_COLUMNS, type EventRow, eventOf, eventValues, type LoggedEvent } from './event-row.ts';

/** The append-only log of accepted messages. */
export interface EventLog {
  /**
   * Keeps an event unless it is a copy of a stored one. A better copy takes the stored one's place. Call in a transaction.
   * @returns whether the message is new.
   */
  readonly append: (event: EnrichedEvent) => boolean;
  /** Keeps a refused message with the reason. */
  readonly reject: (message: UnreadMessage, source: string, receivedAt: number) => void;
  /** Up to `limit` events behind `seq`, by seq. */
  readonly after: (seq: number, limit: number) => LoggedEvent[];
  /** Folded events whose stored copy was replaced, up to `limit`. They are taken off the list. */
  readonly takeReplaced: (limit: number) => LoggedEvent[];
  /** The seq of the last event that was folded. */
  readonly foldedSeq: () => number;
  readonly setFoldedSeq: (seq: number) => void;
  readonly lastSeq: () => number;
  readonly hasReplaced: () => boolean;
}

/** The event log of a database. */
export function eventLog(db: Db): EventLog {
  const columns = EVENT_COLUMNS.join(', ');
  const insert = db.prepare(
    `INSERT INTO event_log (${columns}) VALUES (${EVENT_COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT (message_id, stream) DO NOTHING`,
  );
  const stored = db.prepare<[string, string], StoredCopy>(
    `SELECT seq, trust, sent_at AS sentAt, content_hash AS contentHash, received_at AS receivedAt
     FROM event_log WHERE message_id = ? AND stream = ?`,
  );
  const replace = db.prepare(
    `UPDATE event_log SET ${EVENT_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE seq = ?`,
  );
  const noteReplaced = db.prepare('INSERT OR IGNORE INTO replaced_events (seq) VALUES (?)');
  const insertRejected = db.prepare(
    `INSERT INTO rejected_events (received_at, source, code, path, message, body) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const after = db.prepare<[number, number], EventRow>('SELECT * FROM event_log WHERE seq > ? ORDER BY seq LIMIT ?');
  const replaced = db.prepare<[number], EventRow>(
    'SELECT event_log.* FROM replaced_events JOIN event_log USING (seq) ORDER BY seq LIMIT ?',
  );
  const forgetReplaced = db.prepare('DELETE FROM replaced_events WHERE seq = ?');
  const anyReplaced = db.prepare('SELECT 1 FROM replaced_events LIMIT 1').pluck();
  const getMeta = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const setMeta = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const lastSeq = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event_log').pluck();
  const foldedSeq = () => Number(getMeta.get('folded_seq') ?? 0);

  return {
    append(event) {
      const values = eventValues(event);
      if (insert.run(values).changes === 1) return true;
      const copy = stored.get(event.messageId, streamOf(event));
      if (copy && compareCopies(event, copy) < 0) {
        replace.run(...values, copy.seq);
        if (copy.seq <= foldedSeq()) noteReplaced.run(copy.seq);
      }
      return false;
    },
    reject({ code, path, message, body }, source, receivedAt) {
      insertRejected.run(new Date(receivedAt).toISOString(), source, code, path, message, body);
    },
    after: (seq, limit) => after.all(seq, limit).map(eventOf),
    takeReplaced(limit) {
      const events = replaced.all(limit).map(eventOf);
      for (const { seq } of events) forgetReplaced.run(seq);
      return events;
    },
    foldedSeq,
    setFoldedSeq: (seq) => setMeta.run('folded_seq', String(seq)),
    lastSeq: () => Number(lastSeq.get()),
    hasReplaced: () => anyReplaced.get() !== undefined,
  };
}

type StoredCopy = Pick<Event, 'contentHash' | 'receivedAt' | 'sentAt' | 'trust'> & { readonly seq: number };
