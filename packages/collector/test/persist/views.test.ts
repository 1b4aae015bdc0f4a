import { expect, test } from 'vitest';
import { openDatabase } from '../../src/persist/database.ts';

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
