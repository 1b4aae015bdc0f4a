import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/persist/database.ts';
import { eventInserter } from '../../src/persist/event-inserter.ts';
import { EVENT_COLUMNS } from '../../src/persist/event-row.ts';

const database = () => {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  return db;
};

/** A row whose empty columns are those whose bits are set. */
const rows = (count: number) => {
  const columns = database()
    .prepare<[], { name: string; type: string; notnull: number }>("SELECT * FROM pragma_table_info('event_log')")
    .all();
  return Array.from({ length: count }, (_, bits) => {
    let optional = 0;
    return EVENT_COLUMNS.map((name) => {
      const column = columns.find((candidate) => candidate.name === name);
      if (name === 'message_id') return `m${bits}`;
      if (!column?.notnull && (bits >> (optional++ % 10)) & 1) return null;
      return column?.type === 'INTEGER' ? bits : `${name} ${bits}`;
    });
  });
};

test('a row is stored as it is, whichever of its columns are empty', () => {
  const db = database();
  const insert = eventInserter(db);
  const given = rows(1_024);
  for (const row of given) expect(insert(row)).toBe(true);
  const stored = db
    .prepare(`SELECT ${EVENT_COLUMNS.join(', ')} FROM event_log ORDER BY seq`)
    .raw()
    .all();
  expect(stored).toEqual(given);
});

test('a row whose message is there is not inserted, though it fills other columns', () => {
  const db = database();
  const insert = eventInserter(db);
  const [first = [], second = []] = rows(2);
  const same = (row: typeof first) => row.map((value, index) => (index < 2 ? `same ${index}` : value));
  expect(insert(same(first))).toBe(true);
  expect(insert(same(second))).toBe(false);
});
