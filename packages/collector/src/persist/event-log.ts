import { compareCopies, streamOf } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import type { StoredCounts } from '../collect/disclosed.ts';
import type { UnreadMessage } from '../collect/read-messages.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { Db } from './database.ts';
import { readErased } from './erased.ts';
import { eventInserter } from './event-inserter.ts';
import { EVENT_COLUMNS, eventValues } from './event-row.ts';
import { ledger } from './ledger.ts';
import { nameHash } from './name-hash.ts';
import { steady } from './steady.ts';

/** The log of accepted messages, for writing. */
export interface EventLog {
  /**
   * Keeps an event unless it is a copy of a stored one, was erased or has expired. A better copy takes the stored one's place. Call in
   * a transaction.
   */
  readonly append: (event: EnrichedEvent) => keyof StoredCounts;
  /**
   * Whether a client's message of this id has arrived, of whatever stream: it is stored, or was dropped without a word. Of
   * backends' messages clients learn nothing: their ids can be guessed.
   */
  readonly hasFromClient: (messageId: string) => boolean;
  /**
   * Keeps a refused message with the reason; its body only where it names nobody who was erased, and then what its request
   * said.
   */
  readonly reject: (message: UnreadMessage, request: string | null, source: string, receivedAt: number) => void;
  /** Reads anew what was erased and what has expired. */
  readonly reload: () => void;
}

/** Opens the log of a database for writing. */
export function eventLog(db: Db): EventLog {
  const insert = eventInserter(db);
  const stored = db.prepare<[string, string], StoredCopy>(
    steady(`SELECT seq, t, source, trust, sent_at AS sentAt, content_hash AS contentHash, received_at AS receivedAt
     FROM event_log WHERE message_id = ? AND stream = ?`),
  );
  const present = db
    .prepare<[string], number>('SELECT 1 FROM event_log WHERE message_id = ? AND is_server = 0')
    .pluck();
  const isDropped = db.prepare<[number], number>('SELECT 1 FROM dropped_messages WHERE id_hash = ?').pluck();
  const noteDropped = db.prepare('INSERT OR IGNORE INTO dropped_messages (id_hash) VALUES (?)');
  const replace = db.prepare(
    `UPDATE event_log SET ${EVENT_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE seq = ?`,
  );
  const countConflict = db.prepare('UPDATE event_log SET conflict_count = conflict_count + 1 WHERE seq = ?');
  const noteReplacement = db.prepare('INSERT INTO replacements (seq) VALUES (?)');
  const insertRejected = db.prepare(
    `INSERT INTO rejected_events (received_at, source, code, path, message, body, request) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const changes = ledger(db);
  // Each source has sent one of two copies: the one that gives way is the duplicate.
  const exchange = (from: string, to: string) => {
    const change = changes();
    change.move(from, 'stored', 'duplicate', 1);
    change.move(to, 'duplicate', 'stored', 1);
    change.book();
  };
  let erased = readErased(db);
  const drop = <F extends 'erased' | 'expired' | 'outranked'>({ messageId, isServer }: EnrichedEvent, fate: F): F => {
    if (!isServer) noteDropped.run(nameHash(messageId));
    return fate;
  };
  return {
    append(event) {
      const fate = erased.fateOf(event);
      if (fate) return drop(event, fate);
      const values = eventValues(event);
      if (insert(values)) return 'accepted';
      const copy = stored.get(event.messageId, streamOf(event));
      if (copy && erased.hasExpired(copy.t)) return drop(event, 'expired');
      if (copy && copy.contentHash !== event.contentHash) countConflict.run(copy.seq);
      if (copy && compareCopies(event, copy) < 0) {
        replace.run(...values, copy.seq);
        noteReplacement.run(copy.seq);
        if (copy.source !== event.source) exchange(copy.source, event.source);
      }
      return copy && copy.trust > event.trust ? drop(event, 'outranked') : 'duplicate';
    },
    hasFromClient: (messageId) =>
      present.get(messageId) !== undefined || isDropped.get(nameHash(messageId)) !== undefined,
    reject({ code, path, message, body }, request, source, receivedAt) {
      const kept = body !== null && erased.isNamedIn(body) ? null : body;
      insertRejected.run(formatTime(receivedAt), source, code, path, message, kept, kept && request);
    },
    reload() {
      erased = readErased(db);
    },
  };
}

type StoredCopy = Pick<EnrichedEvent, 'contentHash' | 'receivedAt' | 'sentAt' | 'source' | 'trust'> & {
  readonly seq: number;
  readonly t: number;
};
