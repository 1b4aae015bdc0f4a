import { DecisionError, type Erase, type Expire } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permuted } from '../../../fold/test/dice.ts';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { HABITS, type Habits } from '../../../fold/test/reference-habits.ts';
import { BASE_MS, type World, worlds } from '../../../fold/test/worlds.ts';
import { verify } from '../../src/fold/verify.ts';
import type { Db } from '../../src/persist/database.ts';
import { standingRules } from '../../src/persist/decision-log.ts';
import { erasureHash, hasErasures } from '../../src/persist/erasure-secret.ts';
import { decisionFor, type FileLife, fileLife, quickDatabase, storedKeys } from './file-life.ts';
import { temporaryFile } from './temporary-file.ts';
import { clear, expectEqual, keyOf, reporter, worldCount } from './world-file.ts';

/** Behind most messages and before some, so that people who were erased come back. */
const NOW = BASE_MS + 3_600_000;

/** What happens next, chosen by the first number; the second says what exactly. */
const steps = fc.array(fc.tuple(fc.nat(15), fc.nat(9_999)), { maxLength: 16, size: 'max' });

/** Devices of hundreds of visits, beside worlds of a few people. */
const places = fc.oneof({ arbitrary: worlds(), weight: 4 }, { arbitrary: worlds({ maxEvents: 60 }), weight: 1 });

test('whatever arrives, is decided, deleted and folded anew in between, the tables are the fold of what remains', async () => {
  const file = temporaryFile();
  const db = quickDatabase(file);
  let deletedCount = 0;
  await fc.assert(
    fc.asyncProperty(places, steps, fc.constantFrom(1, 3, undefined), async (world, happenings, heldCount) => {
      await clear(db);
      // Everything comes a second time, in another order.
      const deliveries = [...world, ...permuted(world, happenings.length + 1)];
      const life = fileLife(file, db, deliveries, NOW, heldCount);
      for (const [kind, detail] of happenings) happen(life, world, kind, detail);
      life.receive(deliveries.length);
      life.foldAll();
      deletedCount += life.deleted.size;
      expectEqual(db, referenceFold(life.remaining(), standingRules(db), habitsAfter(db)), 'in the end');
      expectGone(db, life, deliveries);
      if (happenings.length % 5 === 0) expect(verify(file)).toMatchObject({ isEqual: true });
    }),
    { numRuns: worldCount(1 / 8), reporter },
  );
  expect(deletedCount).toBeGreaterThan(worldCount(1 / 8));
  db.close();
});

function happen(life: FileLife, world: World, kind: number, detail: number): void {
  try {
    if (kind < 5) life.receive(1 + (detail % 8));
    else if (kind < 8) life.foldSlice(1 + (detail % 4));
    else if (kind < 10) life.take(decisionFor(world, detail, NOW), detail % 3);
    else if (kind === 10) life.undoOne(detail);
    else if (kind === 11) life.rebuild(detail % 3);
    else if (kind === 12) life.restart();
    else if (kind === 13) life.expire(expiryOf(world, detail));
    else life.erase(erasureOf(world, detail));
  } catch (error) {
    // Who has not come yet cannot be erased, and what was deleted cannot be taken back.
    if (!(error instanceof DecisionError)) throw error;
  }
}

function expiryOf(world: World, seed: number): Expire {
  const before = formatTime((world[seed % world.length]?.t ?? BASE_MS) + (seed % 2));
  return { kind: 'expire', before, ...(seed % 3 === 0 && { inactive: true }) };
}

function erasureOf(world: World, seed: number): Erase {
  const { userId, anonymousId, t } = world[seed % world.length]!;
  const identity = anonymousId === null || (userId !== null && seed % 4 > 0) ? `u:${userId}` : `a:${anonymousId}`;
  return { kind: 'erase', identity, at: seed % 3 === 0 ? formatTime(t) : null, forever: seed % 7 === 0 };
}

/** An erased claimer of a device still counts, until they come back. */
function habitsAfter(db: Db): Habits {
  if (!hasErasures(db)) return HABITS;
  const hash = erasureHash(db);
  const claims = db.prepare<[string], { erasure: number; user: string }>(
    'SELECT decision_id AS erasure, user_hash AS user FROM erased_claims WHERE stream_hash = ?',
  );
  return {
    ...HABITS,
    ownerOf: (present, nameOf) => {
      const users = new Set(present.map(({ user }) => hash(`u:${user}`)));
      const gone = claims.all(hash(`a:${present[0]?.device}`));
      const isAway = [...Map.groupBy(gone, ({ erasure }) => erasure).values()].some(
        (erased) => !erased.some(({ user }) => users.has(user)),
      );
      return isAway ? null : HABITS.ownerOf(present, nameOf);
    },
  };
}

// What was deleted is not there, and whatever else is not there was kept away by a decision that says so.
function expectGone(db: Db, { deleted, remaining }: FileLife, deliveries: World): void {
  const stored = storedKeys(db);
  for (const key of deleted) expect(stored.has(key), key).toBe(false);
  for (const event of remaining()) expect(stored.has(keyOf(event)), keyOf(event)).toBe(true);
  const isKeptAway = db
    .prepare<[], number>(
      "SELECT count(*) FROM decisions WHERE kind = 'erase' OR (kind = 'expire' AND value NOT LIKE '%inactive%')",
    )
    .pluck();
  if (isKeptAway.get()) return;
  for (const event of deliveries) expect(stored.has(keyOf(event)) || deleted.has(keyOf(event))).toBe(true);
}
