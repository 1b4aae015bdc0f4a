import { TRUST } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BASE_MS, type EventParts, event } from '../../../fold/test/worlds.ts';
import type { EnrichedEvent } from '../../src/enrich/enriched-event.ts';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { appendExpiry } from '../../src/persist/decision-log.ts';
import { erasureHash } from '../../src/persist/erasure-secret.ts';
import { type EventLog, eventLog } from '../../src/persist/event-log.ts';
import { readLedger } from '../../src/persist/ledger.ts';
import { enriched } from './enriched.ts';

let db: Db;
let log: EventLog;

beforeEach(() => {
  db = openDatabase(':memory:');
  log = eventLog(db);
  onTestFinished(() => void db.close());
});

/** A copy of the one message `m`, received when it was sent. */
const copy = (parts: Partial<EventParts>, source = 'web'): EnrichedEvent => {
  const { sentAt = 5, receivedAt = sentAt ?? 5 } = parts;
  const whole = event({ messageId: 'm', anonymousId: 'd', contentHash: 'same', ...parts, sentAt, receivedAt });
  return { ...enriched(whole), source };
};
const stored = () =>
  db.prepare('SELECT seq, name, sent_at, received_at, trust, source, conflict_count FROM event_log ORDER BY seq').all();
const replaced = () => db.prepare('SELECT seq FROM replacements').pluck().all();

describe('of two copies', () => {
  test('the one sent earlier is kept, whichever arrives first', () => {
    expect(log.append(copy({ sentAt: 5, receivedAt: 7 }))).toBe('accepted');
    expect(log.append(copy({ sentAt: 6, receivedAt: 6 }))).toBe('duplicate');
    expect(stored()).toMatchObject([{ seq: 1, sent_at: 5, received_at: 7, conflict_count: 0 }]);
    expect(replaced()).toEqual([]);
    expect(log.append(copy({ sentAt: 4, receivedAt: 8 }))).toBe('duplicate');
    expect(stored()).toMatchObject([{ seq: 1, sent_at: 4, received_at: 8, conflict_count: 0 }]);
    expect(replaced()).toEqual([1]);
  });

  test('the one received earlier is kept where nothing else tells them apart', () => {
    log.append(copy({ sentAt: null, receivedAt: 6 }));
    log.append(copy({ sentAt: null, receivedAt: 7 }));
    expect(stored()).toMatchObject([{ received_at: 6 }]);
    log.append(copy({ sentAt: null, receivedAt: 5 }));
    expect(stored()).toMatchObject([{ received_at: 5 }]);
  });

  test('that are the same in everything the first stays, and nothing is folded anew', () => {
    log.append(copy({}));
    expect(log.append(copy({}))).toBe('duplicate');
    expect(stored()).toHaveLength(1);
    expect(replaced()).toEqual([]);
  });

  test('the more trusted one is kept, and the other is told apart from a duplicate', () => {
    log.append(copy({ sentAt: 5 }));
    expect(log.append(copy({ sentAt: 6, trust: TRUST.verified }))).toBe('duplicate');
    expect(log.append(copy({ sentAt: 4 }))).toBe('outranked');
    expect(log.append(copy({ sentAt: 7, trust: TRUST.verified }))).toBe('duplicate');
    expect(stored()).toMatchObject([{ trust: TRUST.verified, sent_at: 6 }]);
  });

  test('it is counted how often they say something else, whichever is kept', () => {
    log.append(copy({ sentAt: 5, name: 'Bought', contentHash: 'b' }));
    log.append(copy({ sentAt: 6, name: 'Sold', contentHash: 's' }));
    expect(stored()).toMatchObject([{ name: 'Bought', conflict_count: 1 }]);
    log.append(copy({ sentAt: 4, name: 'Sold', contentHash: 's' }));
    expect(stored()).toMatchObject([{ name: 'Sold', conflict_count: 2 }]);
    log.append(copy({ sentAt: 3, name: 'Sold', contentHash: 's' }));
    expect(stored()).toMatchObject([{ name: 'Sold', conflict_count: 2 }]);
  });

  test('on two devices, or of two ids, there is none', () => {
    expect(log.append(copy({}))).toBe('accepted');
    expect(log.append(copy({ anonymousId: 'other' }))).toBe('accepted');
    expect(log.append(copy({ messageId: 'other' }))).toBe('accepted');
    expect(log.append(copy({ anonymousId: 'other', sentAt: 4 }))).toBe('duplicate');
    expect(stored()).toMatchObject([{ sent_at: 5 }, { sent_at: 4 }, { sent_at: 5 }]);
    expect(replaced()).toEqual([2]);
  });

  test('the ledger names the source of the kept one, and changes nothing where both have one source', () => {
    const moved = () => readLedger(db).map(({ source, stored, duplicate }) => [source, stored, duplicate]);
    log.append(copy({ sentAt: 5 }));
    log.append(copy({ sentAt: 4 }));
    log.append(copy({ sentAt: 6 }, 'backend'));
    expect(moved()).toEqual([]);
    log.append(copy({ sentAt: 3 }, 'backend'));
    expect(moved()).toEqual([
      ['backend', 1, -1],
      ['web', -1, 1],
    ]);
  });
});

describe('a client that asks for a message', () => {
  const byServer = { isServer: true, trust: TRUST.server } as const;

  test('hears of what is stored and of what gave way to a more trusted copy, and of nothing of backends', () => {
    log.append(copy({ messageId: 'sent' }));
    log.append(copy({ messageId: 'outranked', ...byServer }));
    log.append(copy({ messageId: 'guessed', ...byServer }));
    expect(log.hasFromClient('outranked')).toBe(false);
    expect(log.append(copy({ messageId: 'outranked' }))).toBe('outranked');
    const ids = ['sent', 'outranked', 'guessed', 'unknown'];
    expect(ids.filter(log.hasFromClient)).toEqual(['sent', 'outranked']);
  });

  test('hears of what it sent and has expired, not of what a backend sent', () => {
    erasureHash(db, true);
    appendExpiry(db, { kind: 'expire', before: formatTime(BASE_MS) }, BASE_MS);
    log.reload();
    const old = { t: BASE_MS - 1 };
    expect(log.append(copy({ messageId: 'sent', ...old }))).toBe('expired');
    expect(log.append(copy({ messageId: 'guessed', ...old, ...byServer }))).toBe('expired');
    expect(['sent', 'guessed'].filter(log.hasFromClient)).toEqual(['sent']);
    expect(stored()).toEqual([]);
  });
});
