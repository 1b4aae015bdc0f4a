import { describe, expect, test } from 'vitest';
import type { EnrichedEvent } from '../../src/enrich/enriched-event.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { definitionBudget } from '../../src/persist/definition-budget.ts';
import { DAY_MS, login, startCollector, track } from '../fold/collector.ts';
import { temporaryFile } from './temporary-file.ts';

const NAMED = { type: 'track', name: 'E', source: 'web', receivedAt: DAY_MS, traits: {} } as unknown as EnrichedEvent;
const named = (name: string, changes: Partial<EnrichedEvent> = {}): EnrichedEvent => ({ ...NAMED, name, ...changes });
const telling = (...keys: string[]): EnrichedEvent =>
  named('', { type: 'identify', traits: Object.fromEntries(keys.map((key) => [key, 1])) });

function openBudget(file = temporaryFile()) {
  const db = openDatabase(file);
  return { db, file, ...definitionBudget(db) };
}

describe('a source', () => {
  test('may bring so many new names a day, and use those that are known as often as it likes', () => {
    const { admits } = openBudget();
    for (const name of ['A', 'B', 'A', 'C', 'A']) expect(admits(named(name), 3)).toBe(true);
    expect(admits(named('D'), 3)).toBe(false);
    expect(admits(named('C'), 3)).toBe(true);
    expect(admits(named('D', { receivedAt: 2 * DAY_MS - 1 }), 3)).toBe(false);
    expect(admits(named('D', { receivedAt: 2 * DAY_MS }), 3)).toBe(true);
  });

  test('spends nothing on what does not fit as a whole', () => {
    const { admits } = openBudget();
    expect(admits(telling('a', 'b', 'c', 'd'), 3)).toBe(false);
    expect(admits(telling('a', 'b', 'c'), 3)).toBe(true);
    expect(admits(telling('d'), 3)).toBe(false);
  });

  test('has a budget of its own, and knows what others have brought', () => {
    const { admits } = openBudget();
    expect(admits(named('A'), 1)).toBe(true);
    expect(admits(named('A', { source: 'app' }), 0)).toBe(true);
    expect(admits(named('B', { source: 'app' }), 1)).toBe(true);
    expect(admits(named('C', { source: 'app' }), 1)).toBe(false);
    expect(admits(named('C', { source: 'backend' }), null)).toBe(true);
  });

  test('may name an event like a trait, which is another name; pages have titles, which are none', () => {
    const { admits } = openBudget();
    expect(admits(named('plan'), 1)).toBe(true);
    expect(admits(telling('plan'), 1)).toBe(false);
    expect(admits(named('any title', { type: 'page' }), 1)).toBe(true);
  });
});

test('what was spent and what is known outlast a restart', () => {
  const { admits, file, db } = openBudget();
  expect(admits(named('A'), 1)).toBe(true);
  db.close();
  const again = openBudget(file);
  expect(again.admits(named('B'), 1)).toBe(false);
  expect(again.admits(named('A'), 1)).toBe(true);
});

test('what a transaction that failed has noted is forgotten', () => {
  const { admits, reload, db } = openBudget();
  db.exec('BEGIN');
  expect(admits(named('A'), 1)).toBe(true);
  db.exec('ROLLBACK');
  reload();
  expect(admits(named('B'), 1)).toBe(true);
  expect(admits(named('A'), 1)).toBe(false);
});

test('no name is in the file, so that none is left of somebody who is erased', () => {
  const { admits, db } = openBudget();
  admits(named('Visited by Ann'), 1);
  const rows = db.prepare('SELECT * FROM known_names').all();
  expect(rows).toEqual([{ name_hash: expect.any(Number) }]);
});

test('more names than fit in memory are still known', () => {
  const { admits, db } = openBudget();
  db.exec('BEGIN');
  for (let index = 0; index < 20_100; index++) admits(named(`name ${index}`), null);
  expect(admits(named('name 0'), 0)).toBe(true);
  expect(admits(named('name 20099'), 0)).toBe(true);
  expect(admits(named('another'), 0)).toBe(false);
});

test('beyond the budget a message is rejected and kept, its neighbours are stored, and the ledger adds up', async () => {
  const collector = await startCollector(undefined, { definitionLimit: 3 });
  const messages = [
    track(0, 'm0', 'Viewed', { anonymousId: 'd' }),
    login(1, 'm1', 'd', 'ann', { plan: 'pro', size: 1 }),
    track(2, 'm2', 'Flooded', { anonymousId: 'd' }),
    { ...track(3, 'm3', '', { anonymousId: 'd' }) },
    track(4, 'm4', 'Viewed', { anonymousId: 'd' }),
  ];
  expect(await collector.send(...messages)).toMatchObject({
    accepted: 3,
    rejected: [
      { index: 2, code: 'definition_budget' },
      { index: 3, code: 'missing_event' },
    ],
  });
  expect(await collector.sendFromBackend(track(5, 'm5', 'Imported', { userId: 'ann' }))).toMatchObject({ accepted: 1 });
  expect(await collector.rows(`SELECT body ->> 'event' FROM rejected_events WHERE code = 'definition_budget'`)).toEqual(
    [['Flooded']],
  );
  expect(await collector.rows('SELECT source, received_count, stored_count, rejected_count FROM ledger')).toEqual([
    ['backend', 1, 1, 0],
    ['web', 5, 3, 2],
  ]);
  expect(await collector.rows('SELECT name, count FROM event_counts ORDER BY 1')).toEqual([
    ['Imported', 1],
    ['Viewed', 2],
  ]);
});
