import { compareCopies, type Event, streamOf } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import type { UnreadMessage } from '../collect/read-messages.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { Db } from './database.ts';
import { EVENT_COLUMNS, eventValues } from './event-row.ts';
import { steady } from './steady.ts';

/** The log of accepted messages, for writing. */
export interface EventLog {
  /**
   * Keeps an event unless it is a copy of a stored one. A better copy takes the stored one's place. Call in a transaction.
   * @returns whether the message is new.
   */
  readonly append: (event: EnrichedEvent) => boolean;
  /** Keeps a refused message with the reason. */
  readonly reject: (message: UnreadMessage, source: string, receivedAt: number) => void;
}

/** Opens the log of a database for writing. */
export function eventLog(db: Db): EventLog {
  const insert = db.prepare(
    `INSERT INTO event_log (${EVENT_COLUMNS.join(', ')}) VALUES (${EVENT_COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT (message_id, stream) DO NOTHING`,
  );
  const stored = db.prepare<[string, string], StoredCopy>(
    steady(`SELECT seq, trust, sent_at AS sentAt, content_hash AS contentHash, received_at AS receivedAt
     FROM event_log WHERE message_id = ? AND stream = ?`),
  );
  const replace = db.prepare(
    `UPDATE event_log SET ${EVENT_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE seq = ?`,
  );
  const noteReplacement = db.prepare('INSERT INTO replacements (seq) VALUES (?)');
  const insertRejected = db.prepare(
    `INSERT INTO rejected_events (received_at, source, code, path, message, body) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return {
    append(event) {
      const values = eventValues(event);
      if (insert.run(values).changes === 1) return true;
      const copy = stored.get(event.messageId, streamOf(event));
      if (copy && compareCopies(event, copy) < 0) {
        replace.run(...values, copy.seq);
        noteReplacement.run(copy.seq);
      }
      return false;
    },
    reject({ code, path, message, body }, source, receivedAt) {
      insertRejected.run(formatTime(receivedAt), source, code, path, message, body);
    },
  };
}

type StoredCopy = Pick<Event, 'contentHash' | 'receivedAt' | 'sentAt' | 'trust'> & { readonly seq: number };
