import { DEFAULT_RULES, type Store } from '@kith/fold';
import { SURVEY_EVENTS } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { event, type World, worlds } from '../../../fold/test/worlds.ts';
import { project } from '../../src/fold/project.ts';
import { verify } from '../../src/fold/verify.ts';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { sqliteStore } from '../../src/persist/sqlite-store.ts';
import { foldedMarks, receivedMarks, unfolded } from '../../src/persist/unfolded.ts';
import { enriched } from './enriched.ts';
import { temporaryFile } from './temporary-file.ts';
import { clear, expectLossesCounted, expectTidy, normal, relationsOf, reporter, worldCount } from './world-file.ts';

const RUNS = worldCount();

// As people go on or in any order.
const arriving = fc
  .tuple(worlds(), fc.boolean())
  .map(([world, isInOrder]): World => (isInOrder ? [...world].sort((a, b) => a.t - b.t) : world));

test('the tables equal the naive reference, whatever the batches and wherever folding lags behind', async () => {
  const file = temporaryFile();
  const db = openDatabase(file);
  // Half the waiting time of a test is fsync: durability is tested elsewhere.
  db.pragma('synchronous = OFF');
  const receive = receiver(db);
  await fc.assert(
    fc.asyncProperty(
      arriving,
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (world, size, slice) => {
        await clear(db);
        receive(world, size, slice);
        expect(relationsOf(db)).toEqual(normal(referenceFold(world.map(enriched))));
        expectTidy(db);
        expectLossesCounted(db);
      },
    ),
    { numRuns: RUNS, reporter },
  );
  db.close();
});

test('a fold from nothing gives the same tables and the same hash', async () => {
  const file = temporaryFile();
  const db = openDatabase(file);
  db.pragma('synchronous = OFF');
  const receive = receiver(db);
  await fc.assert(
    fc.asyncProperty(worlds(), fc.integer({ min: 1, max: 6 }), async (world, size) => {
      await clear(db);
      receive(world, size, 3);
      const verdict = verify(file);
      expect(verdict?.difference).toBeUndefined();
      expect(verdict).toMatchObject({ isEqual: true });
    }),
    { numRuns: Math.ceil(RUNS / 10), reporter },
  );
  db.close();
});

type Receive = (world: World, size: number, slice: number) => void;

function receiver(db: Db): Receive {
  const log = eventLog(db);
  const next = unfolded(db, DEFAULT_RULES);
  const foldAll = db.transaction((store: Store, slice: number) => {
    while (project({ next, store, rules: DEFAULT_RULES }, slice) > 0);
  });
  return (world, size, slice) => {
    const store = sqliteStore(db, DEFAULT_RULES);
    for (let start = 0; start < world.length; start += size) {
      db.transaction(() => {
        for (const event of world.slice(start, start + size)) log.append(enriched(event));
      })();
      if (start % 2 === 0) foldAll(store, slice);
    }
    foldAll(store, slice);
  };
}

test('the tables equal the naive reference, wherever in a round more arrives or the collector is killed', async () => {
  const db = openDatabase(temporaryFile());
  db.pragma('synchronous = OFF');
  const log = eventLog(db);
  const open = () => ({ next: unfolded(db, DEFAULT_RULES), store: sqliteStore(db, DEFAULT_RULES) });
  const batches = fc.record({ size: fc.integer({ min: 1, max: 6 }), slice: fc.integer({ min: 1, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(arriving, batches, fc.boolean(), async (world, { size, slice }, isKilled) => {
      await clear(db);
      let projection = open();
      const foldOnce = db.transaction(() => project({ ...projection, rules: DEFAULT_RULES }, slice));
      for (let start = 0; start < world.length; start += size) {
        for (const event of world.slice(start, start + size)) log.append(enriched(event));
        foldOnce();
        if (isKilled) projection = open();
      }
      while (foldOnce() > 0);
      expect(relationsOf(db)).toEqual(normal(referenceFold(world.map(enriched))));
      expect(foldedMarks(db)).toEqual(receivedMarks(db));
    }),
    { numRuns: Math.ceil(RUNS / 2), reporter },
  );
  db.close();
});

test('a copy that replaces the latest event after a restart takes its place whole', () => {
  const db = openDatabase(temporaryFile());
  const answered = event({
    messageId: 'answered',
    anonymousId: 'd1',
    name: SURVEY_EVENTS.answered,
    properties: { survey_id: 'nps', answers: { score: 9 } },
    sentAt: 200,
  });
  const earlier = { ...answered, url: 'https://example.org/1', sentAt: 100 };
  const receive = receiver(db);
  receive([answered], 1, 1);
  receive([earlier], 1, 1);
  expect(relationsOf(db)).toEqual(normal(referenceFold([answered, earlier].map(enriched))));
  db.close();
});

test('the only events of a name on a day become others one after the other', () => {
  const db = openDatabase(temporaryFile());
  const tracks = ['d1', 'd2'].map((anonymousId) => event({ messageId: 'm', anonymousId, name: 'Opened', sentAt: 200 }));
  const pages = tracks.map((track) => ({ ...track, type: 'page' as const, sentAt: 100 }));
  const receive = receiver(db);
  receive(tracks, 2, 1);
  receive(pages, 2, 1);
  expect(relationsOf(db)).toEqual(normal(referenceFold([...tracks, ...pages].map(enriched))));
  db.close();
});
