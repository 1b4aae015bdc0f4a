import { compareCopies, type Event } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { BASE_MS, permuted, rulesFor, worlds } from '../../../fold/test/worlds.ts';
import { expire } from '../../src/fold/expire.ts';
import { verify } from '../../src/fold/verify.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { enriched } from './enriched.ts';
import { temporaryFile } from './temporary-file.ts';
import { clear, expectEqual, keyOf, receive, reporter, takeRules } from './world-file.ts';

const RUNS = Math.ceil(Number(process.env.KITH_STORE_WORLDS ?? 1_000) / 2);

test('after an expiry the tables equal the naive reference of what remains, late redelivery included', async () => {
  const file = temporaryFile();
  const db = openDatabase(file);
  db.pragma('synchronous = OFF');
  let expiredCount = 0;
  await fc.assert(
    fc.asyncProperty(worlds(), fc.nat(999_999), fc.nat(999_999), async (world, decisions, seed) => {
      await clear(db);
      const rules = takeRules(db, rulesFor(world, decisions));
      const early = world.slice(0, 1 + (seed % world.length)).map(enriched);
      // Everything comes again, in another order, between what is new.
      const late = permuted(world, seed).map(enriched);
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
    }),
    { numRuns: RUNS, reporter, endOnFailure: process.env.KITH_END !== undefined },
  );
  db.close();
  expect(expiredCount).toBeGreaterThan(RUNS);
});

// What counts is the copy that is stored.
function expiredKeys(events: readonly Event[], limit: number): Set<string> {
  const stored = new Map<string, Event>();
  for (const event of events) {
    const other = stored.get(keyOf(event));
    if (!other || compareCopies(event, other) < 0) stored.set(keyOf(event), event);
  }
  return new Set([...stored].filter(([, { t }]) => t < limit).map(([key]) => key));
}
