import { type Decision, DecisionError, isInPlace, readDecision } from '@kith/fold';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { decided, rulesFor } from '../../../fold/test/world-rules.ts';
import { type World, worlds } from '../../../fold/test/worlds.ts';
import type { FoldDifference } from '../../src/fold/compare-folds.ts';
import { follow } from '../../src/fold/decide.ts';
import { type Projection, project } from '../../src/fold/project.ts';
import { refold } from '../../src/fold/refold.ts';
import { rulesAfter, whatIf } from '../../src/fold/what-if.ts';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { appendDecision, standingDecisions, standingRules } from '../../src/persist/decision-log.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { sqliteStore } from '../../src/persist/sqlite-store.ts';
import { scratchPath, swapDerived } from '../../src/persist/swap.ts';
import { unfolded } from '../../src/persist/unfolded.ts';
import { enriched } from './enriched.ts';
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
      const life = fileLife(file, db, world);
      for (const [kind, detail] of happenings) {
        if (kind < 4) life.receive(1 + (detail % 6));
        else if (kind < 6) life.foldSlice(1 + (detail % 4));
        else if (kind < 8) life.take(decisionFor(world, detail), detail % 3);
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
      const life = fileLife(file, db, world);
      life.receive(world.length);
      life.foldAll();
      for (const seed of seeds) {
        const decision = decisionFor(world, seed);
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
        const life = fileLife(file, db, world);
        life.receive(world.length);
        life.foldAll();
        const before = relationsOf(db);
        for (const seed of seeds) life.take(decisionFor(world, seed), 0);
        while (standingDecisions(db).length > 0) life.undoOne(last ? standingDecisions(db).length - 1 : 0);
        expect(relationsOf(db)).toEqual(before);
      },
    ),
    { numRuns: Math.ceil(RUNS / 2), reporter },
  );
  db.close();
});

function quickDatabase(file: string): Db {
  const db = openDatabase(file);
  // Half the waiting time of a test is fsync: durability is tested elsewhere.
  db.pragma('synchronous = OFF');
  return db;
}

/** The life of a file that receives a world: every step is its own transaction, as in the writer. */
function fileLife(file: string, db: Db, world: World) {
  const log = eventLog(db);
  let received = 0;
  let projection = open();

  function open(): Projection {
    const rules = standingRules(db);
    return { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
  }

  const foldSlice = (limit: number) => db.transaction(() => project(projection, limit))();
  const receive = db.transaction((count: number) => {
    for (const event of world.slice(received, received + count)) log.append(enriched(event));
    received += count;
  });
  // What arrives between a fold beside the file and its adoption is folded on top of it.
  function adopt(options: Parameters<typeof refold>[1], meanwhile: number, decision?: Decision): void {
    const scratch = refold(file, { ...options, path: scratchPath(file) });
    scratch.exec('COMMIT');
    scratch.close();
    receive(meanwhile);
    swapDerived(db, scratchPath(file), () => {
      if (decision) appendDecision(db, decision, NOW);
    });
    projection = open();
  }

  function take(decision: Decision | undefined, meanwhile: number): void {
    if (!decision) return;
    const { before, after } = rulesAfter(db, decision, NOW);
    if (isInPlace(before, after)) {
      db.transaction(() => follow(db, decision, NOW))();
      projection = open();
    } else adopt({ rules: after }, meanwhile, decision);
  }

  return {
    receive,
    foldSlice,
    foldAll() {
      while (foldSlice(3) > 0);
    },
    take,
    undoOne(seed: number) {
      const standing = standingDecisions(db);
      const row = standing[seed % Math.max(standing.length, 1)];
      if (row) take({ kind: 'undo', decisionId: row.decision_id }, seed % 3);
    },
    restart() {
      projection = open();
    },
    rebuild: (meanwhile: number) => adopt({}, meanwhile),
  };
}

/** A decision with something to say about a world; none for some numbers. */
function decisionFor(world: World, seed: number): Decision | undefined {
  const { identityPolicy, sessionGapMs, unlinked, merges, mappings } = rulesFor(world, seed);
  const [merge] = decided(merges);
  const [pair = '[]'] = unlinked;
  const [identity, other] = JSON.parse(pair) as string[];
  const [[event, properties] = ['', undefined]] = mappings;
  const [[property, trait] = ['', null]] = properties ?? [];
  const inputs = [
    { kind: 'unlink', identity, other },
    { kind: 'unlink', identity: other, other: identity },
    { kind: 'merge', identity: merge?.identity, other: `u:${merge?.user}` },
    { kind: 'merge', identity: `u:${merge?.user}`, other: merge?.identity },
    // Of both about the same two the later counts.
    { kind: 'merge', identity, other },
    { kind: 'unlink', identity: merge?.identity, other: `u:${merge?.user}` },
    { kind: 'policy', policy: { identity_policy: identityPolicy } },
    { kind: 'policy', policy: { session_gap_ms: sessionGapMs, anonymous_profiles: 'survey' } },
    { kind: 'mapping', event, property, trait },
    { kind: 'mapping', event, property, trait: seed % 2 === 0 ? trait : null },
    { kind: 'exclude', identity },
    { kind: 'reset', identity: other },
  ];
  try {
    return readDecision(inputs[Math.floor(seed / 3) % inputs.length], NOW);
  } catch (error) {
    if (error instanceof DecisionError) return undefined;
    throw error;
  }
}

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
