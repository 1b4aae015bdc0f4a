import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { withoutSearch } from '../../src/persist/search-index.ts';
import { countRows, countsBy, type ListRequest, listRows, selectList } from '../../src/read/list.ts';
import type { Row } from '../../src/read/page.ts';
import { runnableSql } from '../../src/read/runnable-sql.ts';
import { temporaryFile } from '../persist/temporary-file.ts';

interface Person {
  readonly name: string | null;
  readonly email: string | null;
}

const LIMIT = 3;
const NEVER = { now: 0 };

/** Letters that differ in size only, count several bytes, or mean something to SQL, to the index or to its queries. */
const texts = fc.string({ unit: fc.constantFrom(...'aAbBéÉß東🦩"*%_ -@:'), maxLength: 6 });
const person = fc.record({ name: fc.option(texts), email: fc.option(texts) });
/** Who comes, is renamed or leaves. */
const changes = fc.array(fc.tuple(fc.nat(5), fc.option(person)), { maxLength: 30 });

test('everybody is found by any part of their name and address, however many there are and whatever they were called', () => {
  const db = openDatabase(temporaryFile());
  db.pragma('synchronous = OFF');
  fc.assert(
    fc.property(changes, texts, fc.boolean(), fc.boolean(), (happenings, text, isAnew, isRecent) => {
      db.exec('DELETE FROM profile_rows');
      const people = new Map<string, Person>();
      for (const [index, [number, said]] of happenings.entries()) {
        const id = `u:${number}`;
        if (said === null) {
          db.prepare('DELETE FROM profile_rows WHERE profile_id = ?').run(id);
          people.delete(id);
        } else {
          write(db, id, index, said);
          people.set(id, said);
        }
      }
      if (isAnew) withoutSearch(db, () => {});
      db.exec("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)");
      const part = text.trim();
      const ask = { subject: 'profiles', find: part, isEverybody: true } as const;
      const found = listRows(db, { ...ask, limit: LIMIT }, NEVER, isRecent ? [LIMIT, 1] : []);
      const everybody = listRows(db, { ...ask, limit: 100 }, NEVER, []).rows;
      const holds = (line: string | null) => line?.toLowerCase().includes(part.toLowerCase()) === true;
      const expected = [...people]
        .filter(([, { name, email }]) => part !== '' && (holds(name) || holds(email)))
        .map(([id]) => id)
        .sort();
      expect(idsOf(everybody).sort()).toEqual(expected);
      expect(found.rows).toEqual(everybody.slice(0, LIMIT));
      expect(everybody.map(({ last_seen_at: at }) => at)).toEqual(
        everybody
          .map(({ last_seen_at: at }) => at)
          .sort()
          .reverse(),
      );
      // The statement that is shown gives the same, as do pages in any order, counts and exports.
      expect(db.prepare(runnableSql(found.statement)).all()).toEqual(found.rows);
      for (const sort of ['last_seen_at', 'name']) {
        for (const isAscending of [false, true]) {
          const request = { ...ask, sort, isAscending };
          const inPages = idsOf(pages(db, { ...request, limit: LIMIT }));
          const exported = selectList(db, request, NEVER, ['profile_id']);
          expect(inPages).toEqual(db.prepare(exported.sql).pluck().all(exported.params));
          expect([...inPages].sort()).toEqual(expected);
        }
      }
      const { count, statement } = countRows(db, ask, NEVER, 100);
      expect([count, db.prepare(runnableSql(statement)).pluck().get()]).toEqual([expected.length, expected.length]);
      const byName = countsBy(db, 'name', ask, NEVER, 100);
      expect(db.prepare(runnableSql(byName.statement)).all()).toEqual(byName.rows);
      expect(byName.rows.reduce((sum, row) => sum + row.count, 0)).toBe(expected.length);
    }),
    { numRuns: 200 },
  );
  db.close();
});

function write(db: Db, id: string, index: number, { name, email }: Person): void {
  db.prepare(
    `INSERT INTO profile_rows (profile_id, type, name, email, created_at, last_seen_at, traits, is_test, is_bot, event_count, page_count,
       message_count, session_count, session_duration_ms, survey_view_count, survey_response_count, client_count, bot_count,
       purchase_count, rage_click_count, dead_click_count, error_click_count)
     VALUES (?, 'identified', ?, ?, '', ?, '{}', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
     ON CONFLICT (profile_id) DO UPDATE SET name = excluded.name, email = excluded.email, last_seen_at = excluded.last_seen_at`,
  ).run(id, name, email, String(index + 1_000));
}

function pages(db: Db, request: ListRequest): Row[] {
  const rows: Row[] = [];
  for (let after: string | undefined; ; ) {
    const page = listRows(db, { ...request, after }, NEVER);
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = page.next;
  }
}

function idsOf(rows: readonly object[]): string[] {
  return rows.map((row) => (row as { profile_id: string }).profile_id);
}
