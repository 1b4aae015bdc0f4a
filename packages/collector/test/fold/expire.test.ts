import { compareCopies, DEFAULT_RULES } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { expireInSlices, whatExpires } from '../../src/fold/expire.ts';
import { prepareTables } from '../../src/fold/prepare-tables.ts';
import { openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { type EventRow, eventOf } from '../../src/persist/event-row.ts';
import { readExpiring } from '../../src/persist/expiring.ts';
import { ledgerFaults } from '../../src/persist/ledger.ts';
import { scratchPath, swapDerived } from '../../src/persist/swap.ts';
import { enriched } from '../persist/enriched.ts';
import {
  type Collector,
  DAY_MS,
  login,
  MINUTE_MS,
  page,
  START_MS,
  startCollector,
  stoppedCollector,
  track,
} from './collector.ts';

const MANY = Array.from({ length: 3_000 }, (_, index) => page(index, `many${index}`, `device${index % 300}`));
const LIMIT = formatTime(START_MS + DAY_MS);
const OLD = [
  login(0, 'm1', 'laptop', 'ann', { plan: 'pro' }),
  track(MINUTE_MS, 'm2', 'Opened', { anonymousId: 'laptop' }),
  page(MINUTE_MS, 'm3', 'phone'),
];

let collector: Collector & { stop: () => Promise<void> };
beforeEach(async () => {
  collector = await startCollector();
  await collector.send(...OLD, login(2 * DAY_MS, 'm4', 'laptop', 'ann', { plan: 'free' }));
});

function faults(): string[] {
  const db = openReadOnly(collector.database);
  try {
    return ledgerFaults(db);
  } finally {
    db.close();
  }
}

describe('an expiry', () => {
  test('leaves what the rest makes of people, as its preview says', async () => {
    await collector.verdict();
    const preview = { eventCount: 3, profileCount: 1, rejectedCount: 0 };
    expect(whatExpires(collector.database, { kind: 'expire', before: LIMIT })).toEqual(preview);
    expect(await collector.rows('select count(*) from events')).toEqual([[4]]);
    expect(await collector.expire(LIMIT)).toEqual({ decisionId: 1, ...preview });
    expect(await collector.rows('select profile_id, event_count, session_count, created_at from profiles')).toEqual([
      ['u:ann', 0, 1, formatTime(START_MS + 2 * DAY_MS)],
    ]);
    expect(await collector.rows('select * from event_definitions')).toEqual([]);
    expect(await collector.verdict()).toMatchObject({ isEqual: true, counts: { events: 1 } });
    expect(faults()).toEqual([]);
  });

  test('keeps away what comes late or again, after a restart and a rebuild too', async () => {
    await collector.expire(LIMIT);
    const { hash } = await collector.verdict();
    const late = page(2 * MINUTE_MS, 'late', 'tablet');
    expect(await collector.sendFromBackend(...OLD, late)).toMatchObject({ accepted: 0, duplicate: 0, expired: 4 });
    // The public key is told nothing of it.
    expect(await collector.send(late)).toMatchObject({ accepted: 1, duplicate: 0 });
    expect(await collector.verdict()).toMatchObject({ isEqual: true, hash });
    await collector.stop();
    collector = await startCollector(collector.database);
    expect(await collector.sendFromBackend(late)).toMatchObject({ expired: 1 });
    expect(await collector.verdict()).toMatchObject({ isEqual: true, hash });
    expect(faults()).toEqual([]);
  });

  test('keeps away a copy whose time now says that it is new', async () => {
    await collector.expire(LIMIT);
    const { timestamp, ...copy } = OLD[1]!;
    expect(await collector.sendFromBackend(copy)).toMatchObject({ accepted: 0, expired: 1 });
    expect(await collector.rows(`select * from event_counts`)).toEqual([]);
  });

  test('takes messages from the limit on', async () => {
    await collector.expire(LIMIT);
    expect(await collector.sendFromBackend(page(DAY_MS - 1, 'm5', 'phone'), page(DAY_MS, 'm6', 'phone'))).toMatchObject(
      { accepted: 1, expired: 1 },
    );
  });

  test('takes refused messages received before it, too', async () => {
    await collector.send({ type: 'track', messageId: 'nobody' });
    await collector.expire(formatTime(START_MS + 401 * DAY_MS));
    expect(await collector.rows('select * from rejected_events')).toEqual([]);
    expect(await collector.rows('select stored_count, rejected_count, expired_count from ledger')).toEqual([[0, 0, 5]]);
    expect(faults()).toEqual([]);
  });

  test('cannot be undone, with the reason', async () => {
    await collector.expire(LIMIT);
    await expect(collector.decide({ kind: 'undo', decisionId: 1 })).rejects.toThrow(
      'what has expired cannot be brought back',
    );
    await expect(collector.decide({ kind: 'expire', before: LIMIT })).rejects.toThrow('kith expire');
  });

  test('is taken while nothing runs, and an earlier one then changes nothing', async () => {
    await collector.stop();
    const stopped = stoppedCollector(collector.database);
    expect(await stopped.expire(LIMIT)).toMatchObject({ eventCount: 3 });
    expect(await stopped.expire(formatTime(START_MS))).toMatchObject({ decisionId: 2, eventCount: 0 });
    expect(await stopped.verdict()).toMatchObject({ isEqual: true, counts: { events: 1 } });
    collector = await startCollector(collector.database);
    expect(await collector.sendFromBackend(page(2 * MINUTE_MS, 'late', 'tablet'))).toMatchObject({ expired: 1 });
  });

  test('lets messages in between its slices', async () => {
    await sendMany();
    let isOver = false;
    const expired = collector.expire(LIMIT).finally(() => {
      isOver = true;
    });
    await collector.send(page(3 * DAY_MS, 'meanwhile', 'tablet'));
    expect(isOver).toBe(false);
    expect(await expired).toMatchObject({ eventCount: 3_003, profileCount: 301 });
    expect(await collector.verdict()).toMatchObject({ isEqual: true, counts: { events: 2, profiles: 2 } });
    expect(faults()).toEqual([]);
  });

  test('that is interrupted is finished when the collector starts again', async () => {
    await sendMany();
    const refused = expect(collector.expire(LIMIT)).rejects.toThrow('is stopping');
    await collector.stop();
    await refused;
    const [before, left] = [expiring(), MANY.length];
    expect(before?.eventCount).toBeLessThan(left);
    const stopped = await stoppedCollector(collector.database).verdict();
    expect(stopped).toMatchObject({ isEqual: true, counts: { events: left + 4 - (before?.eventCount ?? 0) } });

    collector = await startCollector(collector.database);
    // Whatever is decided next waits for it.
    await collector.expire(formatTime(START_MS));
    expect(expiring()).toBeUndefined();
    expect(await collector.verdict()).toMatchObject({ isEqual: true, counts: { events: 1 } });
    expect(faults()).toEqual([]);
  });

  test('keeps away a better copy of what is not deleted yet, though its time says that it is new', async () => {
    await collector.stop();
    const db = openDatabase(collector.database);
    expireInSlices(db, { kind: 'expire', before: LIMIT }, 0, { ms: 0, leastCount: 1 }).next();
    const row = db.prepare<[], EventRow>("SELECT * FROM event_log WHERE message_id = 'm2'").get();
    const stored = enriched(eventOf(row as EventRow, DEFAULT_RULES));
    const copy = { ...stored, t: START_MS + 2 * DAY_MS, sentAt: 1 };
    expect(compareCopies(copy, stored)).toBeLessThan(0);
    expect(eventLog(db).append(copy)).toBe('expired');
    db.close();
  });

  test('leaves tables useless that were folded between its slices', async () => {
    await collector.stop();
    const db = openDatabase(collector.database);
    const slices = expireInSlices(db, { kind: 'expire', before: LIMIT }, 0, { ms: 0, leastCount: 1 });
    while (expiring()?.eventCount !== 1) slices.next();
    prepareTables(collector.database);
    while (expiring()?.eventCount === 1) slices.next();
    expect(() => swapDerived(db, scratchPath(collector.database))).toThrow('messages have expired while');
    db.close();
  });
});

async function sendMany(): Promise<void> {
  for (let from = 0; from < MANY.length; from += 500) await collector.send(...MANY.slice(from, from + 500));
}

function expiring() {
  const db = openReadOnly(collector.database);
  try {
    return readExpiring(db);
  } finally {
    db.close();
  }
}
