import { DEFAULT_RULES, FOR_EVER } from '@kith/fold';
import { expect, test } from 'vitest';
import { BASE_MS, event } from '../../../fold/test/worlds.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { enriched } from './enriched.ts';
import { temporaryFile } from './temporary-file.ts';
import { receive, takeRules } from './world-file.ts';

test('a message that was nobody’s is folded when a better copy of it is somebody’s', () => {
  const db = openDatabase(temporaryFile());
  const rules = takeRules(db, { ...DEFAULT_RULES, enforced: [[BASE_MS + 1_000, FOR_EVER]] });
  const copyAt = (receivedAt: number) => enriched(event({ messageId: 'm', userId: 'ada', receivedAt }));
  const people = () => db.prepare('SELECT profile_id FROM profiles').pluck().all();
  receive(db, [copyAt(BASE_MS + 1_000)], rules, true);
  expect(people()).toEqual([]);
  receive(db, [copyAt(BASE_MS)], rules, true);
  expect(people()).toEqual(['u:ada']);
  db.close();
});
