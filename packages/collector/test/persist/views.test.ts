import { DEFAULT_RULES } from '@kith/fold';
import type { JsonObject } from '@kith/protocol';
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

test('traits are in four groups: contact, survey, metadata of the person, and their account’s', () => {
  const db = openDatabase(':memory:');
  const log = eventLog(db);
  const track = (messageId: string, name: string, properties: JsonObject) =>
    log.append(enriched(event({ messageId, userId: 'ada', name, properties })));
  log.append(enriched(event({ messageId: 'm1', type: 'identify', userId: 'ada', traits: { plan: 'pro' } })));
  track('m2', 'Survey Answered', { survey_id: 'nps', answers: { score: 9 } });
  const traits = { name: 'Acme', seats: 5, isPaying: true, tags: ['a', 1], plan: { id: null } };
  log.append(enriched(event({ messageId: 'm3', type: 'group', userId: 'ada', groupId: 'acme', traits })));
  const rules = DEFAULT_RULES;
  project({ next: unfolded(db, rules), store: sqliteStore(db, rules), rules }, 100);
  const rows = db.prepare<[], string[]>(
    `SELECT trait_group, key, value FROM traits WHERE profile_id = 'u:ada' ORDER BY trait_group, key`,
  );
  expect(rows.raw().all()).toEqual([
    ['account', 'isPaying', 'true'],
    ['account', 'name', '"Acme"'],
    ['account', 'plan', '{"id":null}'],
    ['account', 'seats', '5'],
    ['account', 'tags', '["a",1]'],
    ['contact', 'plan', '"pro"'],
    ['metadata', 'created_at', '"2026-03-01T22:30:00.000Z"'],
    ['metadata', 'event_count', '1'],
    ['metadata', 'first_seen_at', '"2026-03-01T22:30:00.000Z"'],
    ['metadata', 'last_seen_at', '"2026-03-01T22:30:00.000Z"'],
    ['metadata', 'page_count', '0'],
    ['metadata', 'session_count', '1'],
    ['metadata', 'survey_response_count', '1'],
    ['metadata', 'survey_view_count', '0'],
    ['survey', 'nps.score', '9'],
  ]);
  db.close();
});

test.each([
  [`profile_id = 'u:ada'`, /SEARCH/],
  [`trait_group = 'contact' AND key = 'plan'`, /traits_by_/],
])('traits with %s are found by an index', (where, used) => {
  const db = openDatabase(':memory:');
  const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN SELECT value FROM traits WHERE ${where}`).all();
  expect(plan.find(({ detail }) => detail.includes('trait_rows'))?.detail).toMatch(used);
  db.close();
});
