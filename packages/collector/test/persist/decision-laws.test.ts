import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { worlds } from '../../../fold/test/worlds.ts';
import type { FoldDifference } from '../../src/fold/compare-folds.ts';
import { whatIf } from '../../src/fold/what-if.ts';
import { standingDecisions, standingRules } from '../../src/persist/decision-log.ts';
import { enriched } from './enriched.ts';
import { decisionFor, fileLife, quickDatabase } from './file-life.ts';
import { temporaryFile } from './temporary-file.ts';
import { clear, normal, relationsOf, reporter, worldCount } from './world-file.ts';

const RUNS = worldCount(1 / 5);
const NOW = Date.UTC(2026, 5, 1);

/** What happens next, chosen by the first number; the second says what exactly. */
const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(9_999)), { maxLength: 12, size: 'max' });

test('the tables equal the naive reference under the rules in force at the end, whenever what was decided', async () => {
  const file = temporaryFile();
  const db = quickDatabase(file);
  await fc.assert(
    fc.asyncProperty(worlds(), steps, async (world, happenings) => {
      await clear(db);
      const life = fileLife(file, db, world, NOW);
      for (const [kind, detail] of happenings) {
        if (kind < 4) life.receive(1 + (detail % 6));
        else if (kind < 6) life.foldSlice(1 + (detail % 4));
        else if (kind < 8) life.take(decisionFor(world, detail, NOW), detail % 3);
        else if (kind === 8) life.rebuild(detail % 3);
        else if (detail % 3 === 0) life.restart();
        else life.undoOne(detail);
      }
      life.receive(world.length);
      life.foldAll();
      expect(relationsOf(db)).toEqual(normal(referenceFold(world.map(enriched), standingRules(db))));
    }),
    { numRuns: RUNS, reporter },
  );
  db.close();
});

test('a preview changes nothing and tells what then really happens', async () => {
  const file = temporaryFile();
  const db = quickDatabase(file);
  await fc.assert(
    fc.asyncProperty(worlds(), fc.array(fc.nat(9_999), { minLength: 1, maxLength: 3 }), async (world, seeds) => {
      await clear(db);
      const life = fileLife(file, db, world, NOW);
      life.receive(world.length);
      life.foldAll();
      for (const seed of seeds) {
        const decision = decisionFor(world, seed, NOW);
        if (!decision) continue;
        const before = relationsOf(db);
        const preview = whatIf(file, decision, NOW);
        expect(relationsOf(db)).toEqual(before);
        life.take(decision, 0);
        const after = relationsOf(db);
        expect(preview.moves.toSorted(byPlace)).toEqual(movesBetween(before, after).toSorted(byPlace));
        expect({
          profiles: preview.after.profileCount - preview.before.profileCount,
          sessions: preview.after.sessionCount - preview.before.sessionCount,
          moved: preview.movedEventCount,
          joined: preview.joinedCount,
          split: preview.splitCount,
        }).toEqual({
          profiles: after.profiles.length - before.profiles.length,
          sessions: after.sessions.length - before.sessions.length,
          moved: movesBetween(before, after).reduce((sum, { eventCount }) => sum + eventCount, 0),
          joined: missing(before.profiles, after.profiles),
          split: missing(after.profiles, before.profiles),
        });
      }
    }),
    { numRuns: Math.ceil(RUNS / 2), reporter },
  );
  db.close();
});

test('taking everything back restores the state exactly', async () => {
  const file = temporaryFile();
  const db = quickDatabase(file);
  await fc.assert(
    fc.asyncProperty(
      worlds(),
      fc.array(fc.nat(9_999), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (world, seeds, last) => {
        await clear(db);
        const life = fileLife(file, db, world, NOW);
        life.receive(world.length);
        life.foldAll();
        const before = relationsOf(db);
        for (const seed of seeds) life.take(decisionFor(world, seed, NOW), 0);
        while (standingDecisions(db).length > 0) life.undoOne(last ? standingDecisions(db).length - 1 : 0);
        expect(relationsOf(db)).toEqual(before);
      },
    ),
    { numRuns: Math.ceil(RUNS / 2), reporter },
  );
  db.close();
});

type Relations = ReturnType<typeof relationsOf>;
type Move = FoldDifference['moves'][number];

function movesBetween(before: Relations, after: Relations): Move[] {
  const counts = new Map<string, number>();
  for (const [index, { profile_id: from }] of before.events.entries()) {
    const to = after.events[index]?.profile_id ?? '';
    const key = JSON.stringify([from, to]);
    if (from !== to) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, eventCount]) => {
    const [from = '', to = ''] = JSON.parse(key) as string[];
    return { from, to, eventCount };
  });
}

function byPlace(a: Move, b: Move): number {
  return pairOf(a) < pairOf(b) ? -1 : 1;
}

function pairOf({ from, to }: Move): string {
  return `${from} ${to}`;
}

function missing(profiles: Relations['profiles'], others: Relations['profiles']): number {
  const ids = new Set(others.map(({ profile_id: id }) => id));
  return profiles.filter(({ profile_id: id }) => !ids.has(id)).length;
}
