import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillSampleDatabase } from '../../../../test/sample-database.ts';
import { type Db, openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { PROFILE_ATTRIBUTES } from '../../src/read/filter/attributes.ts';
import { parseFilter } from '../../src/read/filter/parse-filter.ts';
import { countRows, countsBy, type ListRequest, listRows } from '../../src/read/list.ts';
import { runnableSql } from '../../src/read/runnable-sql.ts';
import { fileOfTests } from '../persist/temporary-file.ts';

const NOW = Date.UTC(2026, 10, 12);
const file = fileOfTests();
let db: Db;

beforeAll(async () => {
  await fillSampleDatabase(file);
  db = openReadOnly(file);
});

afterAll(() => {
  db?.close();
});

function pages(request: Omit<ListRequest, 'after'>, recentCounts?: readonly number[]): unknown[][] {
  const found: unknown[][] = [];
  for (let after: string | undefined; ; ) {
    const page = listRows(db, { ...request, after }, { now: NOW }, recentCounts);
    found.push(page.rows.map((row) => row.profile_id));
    if (page.next === null) return found;
    after = page.next;
  }
}

it.each(
  [
    ['type', 'last_country', 'last_region', 'last_city', 'last_device_type', 'last_os_name', 'last_browser_name'],
    ['first_seen_at', 'last_seen_at', 'session_count', 'user_id', 'account_id', 'is_bot', 'is_test'],
  ].flat(),
)('reads nothing but an index where everybody is counted by %s', (attribute) => {
  const filter = parseFilter({ not: { attribute, known: false } });
  const { statement } = countRows(db, { subject: 'profiles', filter }, { now: NOW }, 10);
  const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement.sql}`).all(statement.params);
  expect(plan[0]?.detail).toContain('COVERING INDEX profiles_by_last_seen');
});

describe('a list of people', () => {
  it('begins with who was seen last, and leaves out who does not count', () => {
    expect(pages({ subject: 'profiles', limit: 50 })).toEqual([
      ['a:device-clock', 'u:grace', 'u:alan', 'u:ada', 'a:device-look'],
    ]);
  });

  it.each([...PROFILE_ATTRIBUTES.keys(), 'traits.plan', 'traits.name', `traits.it's "odd" ?`])(
    'gives everybody once by %s, in pages of any size',
    (sort) => {
      for (const isAscending of [false, true]) {
        const request = { subject: 'profiles', sort, isAscending, isEverybody: true } as const;
        const [whole] = pages({ ...request, limit: 100 });
        expect(new Set(whole).size).toBe(8);
        for (const limit of [1, 2, 3]) expect(pages({ ...request, limit }).flat()).toEqual(whole);
      }
    },
  );

  it('finds the same whether those seen last fill its pages or not', () => {
    for (const filter of [
      { attribute: 'type', is: 'customer' },
      { did: 'Product Added' },
      { not: { trait: 'plan', is: 'pro' } },
    ]) {
      const request = { subject: 'profiles', filter: parseFilter(filter), isEverybody: true } as const;
      const whole = pages({ ...request, limit: 100 }).flat();
      expect(whole.length).toBeGreaterThan(1);
      for (const limit of [1, 2, 3]) {
        for (const recentCounts of [[], [1], [2, 1], [1, 1, 4], [7], [2, 100], [100]])
          expect(pages({ ...request, limit }, recentCounts).flat()).toEqual(whole);
      }
    }
  });

  it('offers the SQL of its first page and of its count', () => {
    const filter = parseFilter({
      any: [
        { trait: 'plan', is: 'pro' },
        { attribute: 'name', contains: "a'; --  ?" },
      ],
    });
    const request = { subject: 'profiles', filter, limit: 2, isEverybody: true } as const;
    const page = listRows(db, request, { now: NOW });
    expect(db.prepare(runnableSql(page.statement)).all()).toEqual(page.rows);
    const { count, statement } = countRows(db, request, { now: NOW }, 10_000);
    expect(db.prepare(runnableSql(statement)).pluck().get()).toBe(count);
    expect(count).toBe(3);
  });

  it('stops counting at the limit and says so', () => {
    expect(countRows(db, { subject: 'profiles', isEverybody: true }, { now: NOW }, 7)).toMatchObject({
      count: 7,
      isCapped: true,
    });
    expect(countRows(db, { subject: 'profiles', isEverybody: true }, { now: NOW }, 8)).toMatchObject({
      count: 8,
      isCapped: false,
    });
  });

  it.each(['', 'x', 'W10', Buffer.from('[{},"a"]').toString('base64url')])(
    'refuses %j in the place of a cursor',
    (after) => {
      expect(() => listRows(db, { subject: 'profiles', limit: 1, after }, { now: NOW })).toThrow('must be the "next"');
    },
  );

  it('refuses a column that is none', () => {
    expect(() => listRows(db, { subject: 'profiles', limit: 1, sort: 'traits' }, { now: NOW })).toThrow(
      'must be traits.KEY or one of',
    );
    expect(() => listRows(db, { subject: 'accounts', limit: 1, sort: 'traits.' }, { now: NOW })).toThrow('traits.KEY');
  });

  it('sorts and counts by a trait as SQL on its values does, whatever finds the people', () => {
    const values = db
      .prepare(
        "SELECT value ->> '$' FROM traits JOIN counted_profiles USING (profile_id) WHERE key = 'plan' ORDER BY 1",
      )
      .pluck()
      .all();
    expect(new Set(values).size).toBeGreaterThan(1);
    const request = { subject: 'profiles', sort: 'traits.plan', isAscending: true, limit: 100 } as const;
    for (const find of [undefined, 'a']) {
      const { rows, statement } = listRows(db, { ...request, find }, { now: NOW });
      const plans = rows.map(({ traits }) => JSON.parse(String(traits)).plan).filter((plan) => plan !== undefined);
      if (find === undefined) expect(plans).toEqual(values);
      expect(plans).toEqual(plans.toSorted());
      expect(db.prepare(runnableSql(statement)).all()).toEqual(rows);
    }
    const counted = countsBy(db, 'traits.plan', request, { now: NOW }, 10);
    const known = counted.rows.filter(({ value }) => value !== null);
    expect(known.flatMap(({ value, count }) => Array(count).fill(value)).sort()).toEqual(values);
    expect(db.prepare(runnableSql(counted.statement)).all()).toHaveLength(counted.rows.length);
  });

  it('tells values of a trait apart by their types', () => {
    const scratch = openDatabase(':memory:');
    const add = scratch.prepare(
      "INSERT INTO account_rows (account_id, traits, created_at) VALUES (?, ?, '2026-11-01')",
    );
    for (const vip of [true, 1, '1', [1], null]) add.run(JSON.stringify(vip), JSON.stringify({ vip }));
    const { rows } = countsBy(scratch, 'traits.vip', { subject: 'accounts' }, { now: NOW }, 10);
    scratch.close();
    expect(rows.map(({ value }) => value)).toEqual(expect.arrayContaining([true, 1, '1', [1], null]));
  });
});
