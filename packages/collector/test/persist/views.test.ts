import { DEFAULT_RULES } from '@kith/fold';
import { expect, test } from 'vitest';
import { event } from '../../../fold/test/worlds.ts';
import { project } from '../../src/fold/project.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { sqliteStore } from '../../src/persist/sqlite-store.ts';
import { unfolded } from '../../src/persist/unfolded.ts';
import { enriched } from './enriched.ts';

test.each([
  ['profile_id', 'atoms_by_profile'],
  ['session_id', 'atoms_by_session'],
  ['message_id', 'event_log_key'],
])('events of one %s are found by an index, not by reading the log', (column, index) => {
  const db = openDatabase(':memory:');
  const plan = db
    .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN SELECT timestamp, name FROM events WHERE ${column} = 'x'`)
    .all()
    .map(({ detail }) => detail);
  db.close();
  expect(plan.join('\n')).toContain(index);
  expect(plan.filter((detail) => detail.startsWith('SCAN'))).toEqual([]);
});

test('a device of 21 users is suspicious, one of 20 is not', () => {
  const db = openDatabase(':memory:');
  const log = eventLog(db);
  for (let user = 0; user < 21; user++) {
    log.append(enriched(event({ messageId: `m${user}`, anonymousId: 'kiosk', userId: `user ${user}` })));
    if (user < 20) log.append(enriched(event({ messageId: `n${user}`, anonymousId: 'desk', userId: `user ${user}` })));
  }
  const rules = DEFAULT_RULES;
  project({ next: unfolded(db, rules), store: sqliteStore(db, rules), rules }, 100);
  expect(db.prepare('SELECT * FROM suspicious_links').all()).toEqual([
    { guard: 'shared_device', identifier: 'kiosk', count: 21 },
  ]);
  db.close();
});

test('a copy that says something else is counted, one that says the same is not', () => {
  const db = openDatabase(':memory:');
  const log = eventLog(db);
  for (const [name, sentAt] of [
    ['Bought', 2],
    ['Bought', 3],
    ['Sold', 4],
  ] as const) {
    log.append(enriched(event({ messageId: 'm', anonymousId: 'd', name, sentAt })));
  }
  expect(db.prepare('SELECT name, conflict_count FROM event_log').all()).toEqual([
    { name: 'Bought', conflict_count: 1 },
  ]);
  db.close();
});

test('ignored identifiers are kept with the event', () => {
  const db = openDatabase(':memory:');
  eventLog(db).append({ ...enriched(event({ messageId: 'm', anonymousId: 'd' })), junk: ['userId'] });
  expect(db.prepare('SELECT junk_identifiers FROM event_log').pluck().get()).toBe('["userId"]');
  db.close();
});
