import { compareCopies, type Event, type Expire } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { BASE_MS } from '../../../fold/test/worlds.ts';
import { expire, expireInSlices, finishExpiry, whatExpires } from '../../src/fold/expire.ts';
import { verify } from '../../src/fold/verify.ts';
import type { Db } from '../../src/persist/database.ts';
import { readExpiring } from '../../src/persist/expiring.ts';
import { onManyFiles } from './many-files.ts';
import { expectEqual, keyOf, receive, relationsOf, worldCount } from './world-file.ts';

const RUNS = worldCount(1 / 2);

test('after an expiry the tables equal the naive reference of what remains, late redelivery included', async () => {
  let expiredCount = 0;
  await onManyFiles(RUNS, ({ file, db, rules, world, early, late, seed }) => {
    const limit = (world[seed % world.length]?.t ?? BASE_MS) + (seed % 2);
    const keys = expiredKeys(early, limit);

    receive(db, early, rules, seed % 3 === 0);
    const report = expire(db, { kind: 'expire', before: formatTime(limit) }, BASE_MS + 9_999_999_999);
    expect(report.eventCount).toBe(keys.size);
    expiredCount += keys.size;
    const remaining = early.filter((event) => !keys.has(keyOf(event)));
    expectEqual(db, referenceFold(remaining, rules), 'expired');

    receive(db, late, rules, true);
    const kept = late.filter((event) => event.t >= limit && !keys.has(keyOf(event)));
    expectEqual(db, referenceFold([...remaining, ...kept], rules), 'late');
    if (seed % 10 === 0) expect(verify(file)?.difference).toBeUndefined();
  });
  expect(expiredCount).toBeGreaterThan(RUNS);
});

test('an expiry that is interrupted leaves the naive reference of what is left, and goes on', async () => {
  let [interruptedCount, sliceCount] = [0, 0];
  await onManyFiles(RUNS / 5, ({ db, rules, world, early, late, seed }) => {
    const limit = (world[seed % world.length]?.t ?? BASE_MS) + (seed % 2);
    const keys = expiredKeys(early, limit);
    receive(db, early, rules, seed % 3 === 0);
    const isInactive = seed % 4 === 0;
    const decision: Expire = { kind: 'expire', before: formatTime(limit), ...(isInactive && { inactive: true }) };
    const slices = expireInSlices(db, decision, BASE_MS + 9_999_999_999, ONE_BY_ONE);
    for (let count = seed % 20; count > 0 && !slices.next().done; count--) {
      const stored = storedKeys(db);
      expectEqual(db, referenceFold(copiesOf(early, stored), rules), `slice ${count}`);
      sliceCount += 1;
    }
    if (readExpiring(db)) interruptedCount += 1;
    // What comes meanwhile is folded before the rest goes.
    receive(db, late, rules, true);
    for (const slice of finishExpiry(db, ONE_BY_ONE)) expect(slice.decision).toEqual(decision);
    expect(readExpiring(db)).toBeUndefined();
    if (!isInactive && seed % 20 > 0) {
      const kept = [...early, ...late].filter((event) => event.t >= limit && !keys.has(keyOf(event)));
      expectEqual(db, referenceFold(kept, rules), 'finished');
    } else expectEqual(db, referenceFold(copiesOf([...early, ...late], storedKeys(db)), rules), 'finished');
  });
  expect(interruptedCount).toBeGreaterThan(RUNS / 40);
  expect(sliceCount).toBeGreaterThan(RUNS / 4);
});

test('who is not seen expires as a whole, and nobody else changes', async () => {
  let [expiredCount, keptCount] = [0, 0];
  await onManyFiles(RUNS, ({ file, db, rules, world, early, late, seed }) => {
    const limit = (world[seed % world.length]?.t ?? BASE_MS) + (seed % 2);
    receive(db, early, rules, true);
    const before = relationsOf(db);
    const stored = storedKeys(db);
    const decision = { kind: 'expire', before: formatTime(limit), inactive: true } as const;
    const preview = whatExpires(file, decision);
    const { decisionId: _, ...report } = expire(db, decision, BASE_MS + 9_999_999_999);
    expect(report).toEqual(preview);

    const left = storedKeys(db);
    const gone = new Set([...stored.keys()].filter((key) => !left.has(key)));
    expect(report.eventCount).toBe(gone.size);
    expiredCount += gone.size;
    keptCount += left.size;
    for (const key of gone) expect(stored.get(key)).toBeLessThan(limit);
    if ([...stored.values()].every((t) => t < limit)) expect(left.size).toBe(0);
    const remaining = early.filter((event) => !gone.has(keyOf(event)));
    expectEqual(db, referenceFold(remaining, rules), 'expired');
    const present = new Set(relationsOf(db).profiles.map((row) => row.profile_id));
    for (const name of OF_PEOPLE) {
      const kept = (before[name] as readonly { profile_id: string }[]).filter((row) => present.has(row.profile_id));
      expect(relationsOf(db)[name]).toEqual(kept);
    }

    // Copies stay away, whatever else comes.
    receive(db, late, rules, true);
    const kept = late.filter((event) => !gone.has(keyOf(event)));
    expectEqual(db, referenceFold([...remaining, ...kept], rules), 'late');
  });
  expect(expiredCount).toBeGreaterThan(RUNS / 2);
  expect(keptCount).toBeGreaterThan(RUNS);
});

const ONE_BY_ONE = { ms: 0, leastCount: 1 };

const OF_PEOPLE = [
  ...(['events', 'profiles', 'identities', 'sessions', 'traits', 'memberships'] as const),
  ...(['survey_responses', 'survey_answers', 'engagements', 'event_counts'] as const),
];

function storedKeys(db: Db): Map<string, number> {
  const rows = db.prepare<[], { stream: string; message_id: string; t: number }>(
    'SELECT stream, message_id, t FROM event_log',
  );
  return new Map(rows.all().map(({ stream, message_id, t }) => [JSON.stringify([stream, message_id]), t]));
}

function copiesOf(events: readonly Event[], stored: ReadonlyMap<string, number>): Event[] {
  return events.filter((event) => stored.has(keyOf(event)));
}

// What counts is the copy that is stored.
function expiredKeys(events: readonly Event[], limit: number): Set<string> {
  const stored = new Map<string, Event>();
  for (const event of events) {
    const other = stored.get(keyOf(event));
    if (!other || compareCopies(event, other) < 0) stored.set(keyOf(event), event);
  }
  return new Set([...stored].filter(([, { t }]) => t < limit).map(([key]) => key));
}
