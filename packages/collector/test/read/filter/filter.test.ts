import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillSampleDatabase } from '../../../../../test/sample-database.ts';
import { type Db, openReadOnly } from '../../../src/persist/database.ts';
import { fewest } from '../../../src/read/filter/fewest.ts';
import type { Filter, Subject } from '../../../src/read/filter/filter.ts';
import { FilterError } from '../../../src/read/filter/filter-error.ts';
import { filterSql } from '../../../src/read/filter/filter-sql.ts';
import { parseFilter } from '../../../src/read/filter/parse-filter.ts';
import { fileOfTests } from '../../persist/temporary-file.ts';
import { filterInputs, strangeInputs } from './filter-inputs.ts';
import { type NaiveWorld, naiveSelection, naiveWorld } from './naive-filter.ts';

const NOW = Date.UTC(2026, 10, 12, 15, 30);
const RUNS = Number(process.env.KITH_FILTERS ?? 3_000);

const file = fileOfTests();
let db: Db;
let world: NaiveWorld;

beforeAll(async () => {
  await fillSampleDatabase(file);
  db = openReadOnly(file);
  world = naiveWorld(db, NOW);
});

afterAll(() => {
  db?.close();
});

function select(filter: Filter, subject: Subject = 'profiles'): unknown[] {
  const { sql, params } = filterSql(filter, { of: subject, now: NOW });
  const from = subject === 'profiles' ? 'p.profile_id FROM profiles AS p' : 'a.account_id FROM accounts AS a';
  const found = db.prepare(`SELECT ${from} WHERE ${sql} ORDER BY 1`).pluck().all(params);
  // Asked person by person, or from lists, it is the same.
  for (const way of [{ isFrequent: () => true, isRare: () => true }, { isBySeen: true }]) {
    const asked = filterSql(filter, { of: subject, now: NOW, ...way });
    expect(db.prepare(`SELECT ${from} WHERE ${asked.sql} ORDER BY 1`).pluck().all(asked.params)).toEqual(found);
  }
  // None of those who are found is beyond a list of few.
  if (subject === 'profiles') {
    const listed = fewest(filter, {
      now: NOW,
      countPeople: (people) => db.prepare(people.sql).all(people.params).length,
    });
    expect(listed).toBeGreaterThanOrEqual(found.length);
  }
  return found;
}

const people = (input: unknown) => select(parseFilter(input));
const accounts = (input: unknown) => select(parseFilter(input, 'accounts'), 'accounts');

describe('people', () => {
  it.each<[string, unknown, string[]]>([
    ['by an attribute', { attribute: 'email', is: 'ada@example.com' }, ['u:ada', 'u:alan']],
    ['by the beginning of an attribute, in any case', { attribute: 'email', starts_with: 'GRA' }, ['u:grace']],
    ['by a trait', { trait: 'plan', is: 'pro' }, ['u:ada', 'u:eve', 'u:tess']],
    ['by a trait of a type', { trait: 'seats', over: 4 }, ['u:ada']],
    ['by a number that is no larger than another', { trait: 'seats', over: 5 }, []],
    ['by a number between others', { trait: 'seats', at_least: 5, under: 10, at_most: 5 }, ['u:ada']],
    ['by none of a text where a number is meant', { trait: 'plan', over: 0 }, []],
    ['by a birthday, whatever the year', { attribute: 'birthday', on_day: '12-10' }, ['u:ada']],
    ['by an identifier', { identity: 'anonymous', is: 'phone-ada' }, ['u:ada']],
    [
      'by how many devices they have',
      { identity: 'anonymous', count: { at_least: 2 } },
      ['u:ada', 'u:alan', 'u:grace'],
    ],
    ['by what they did', { did: 'Order Completed' }, ['u:ada', 'u:alan', 'u:eve']],
    [
      'by what they did not do',
      { all: [{ attribute: 'type', is_not: 'anonymous' }, { did_not: 'Order Completed' }] },
      ['u:grace', 'u:tess'],
    ],
    ['by what they did in a period', { did: 'Order Completed', since: '2026-11-10', before: '2026-11-12' }, ['u:alan']],
    ['by what they did lately', { did: 'Order Completed', within_days: 1 }, ['u:alan']],
    [
      'by a property of what they did',
      { did: 'Order Completed', where: [{ property: 'revenue', at_least: 49 }] },
      ['u:ada', 'u:eve'],
    ],
    ['by how often', { did: 'Product Added', count: { at_least: 2 } }, []],
    ['by an answer', { survey: 'onboarding', question: 'score', at_least: 9 }, ['u:ada', 'u:grace']],
    ['by a survey left unfinished', { survey: 'onboarding', state: 'partial' }, ['u:alan']],
    ['by their account', { account: { attribute: 'name', is: 'Acme' } }, ['u:ada', 'u:eve', 'u:grace']],
    ['by a flag', { attribute: 'is_excluded', is: true }, ['u:eve']],
  ])('are found %s', (_what, input, expected) => {
    expect(people(input)).toEqual(expected);
  });

  it('with an unknown value meet a denial and nothing else', () => {
    const unknown = { attribute: 'email', known: false };
    expect(people({ all: [unknown, { attribute: 'email', is_not: 'x' }] })).toEqual(people(unknown));
    expect(people({ all: [unknown, { not: { attribute: 'email', contains: 'a' } }] })).toEqual(people(unknown));
    expect(people({ all: [unknown, { attribute: 'email', contains: 'a' }] })).toEqual([]);
    expect(people({ all: [unknown, { trait: 'email', not_in: ['pro'] }] })).toEqual(people(unknown));
  });

  it('are found by segments within segments, and a segment within itself is refused', () => {
    const segments = new Map([
      ['pro', parseFilter({ trait: 'plan', is: 'pro' })],
      ['pro-buyers', parseFilter({ all: [{ segment: 'pro' }, { did: 'Order Completed' }] })],
      ['circle', parseFilter({ not: { segment: 'circle' } })],
    ]);
    const segment = (id: string) => {
      const filter = segments.get(id);
      return filter && { subject: 'profiles' as const, filter };
    };
    const options = { of: 'profiles' as const, now: NOW, segment };
    const { sql, params } = filterSql(parseFilter({ segment: 'pro-buyers' }), options);
    const found = db.prepare(`SELECT p.profile_id FROM profiles AS p WHERE ${sql} ORDER BY 1`).pluck().all(params);
    expect(found).toEqual(['u:ada', 'u:eve']);
    expect(() => filterSql(parseFilter({ segment: 'circle' }), options)).toThrow('part of itself');
    expect(() => filterSql(parseFilter({ segment: 'none' }), options)).toThrow('is no segment');
  });
});

it('finds accounts by their own attributes and by their members', () => {
  expect(accounts({ attribute: 'user_count', at_least: 2 })).toEqual(['acme']);
  expect(accounts({ member: { did: 'Order Completed', since: '2026-11-10' } })).toEqual(['globex']);
  expect(accounts({ trait: 'industry', is: 'toys' })).toEqual(['acme']);
});

it.each<[unknown, string, string]>([
  [7, 'filter', 'must be a condition'],
  [{}, 'filter', 'must have one of'],
  [{ attribute: 'password', is: 'x' }, 'filter.attribute', 'must be one of'],
  [{ attribute: 'constructor', is: 'x' }, 'filter.attribute', 'must be one of'],
  [{ attribute: 'email' }, 'filter', 'add a test'],
  [{ attribute: 'email', over: 5 }, 'filter.over', 'is no test of a text value'],
  [
    {
      all: [
        { trait: 'a', is: 1 },
        { trait: 'b', is: null },
      ],
    },
    'filter.all[1].is',
    'must be a text',
  ],
  [{ attribute: 'event_count', over: '5' }, 'filter.over', 'must be a number'],
  [{ attribute: 'last_seen_at', after: 'soon' }, 'filter.after', 'ISO-8601'],
  [{ did: 'x', count: -1 }, 'filter.count', 'whole number'],
  [{ did: 'x', within: 5 }, 'filter.within', 'is not known there'],
  [{ did_not: 'x', count: 1 }, 'filter.count', 'goes with "did"'],
  [{ did: 'x', since: '2026-01-01', within_days: 2 }, 'filter.within_days', 'does not go together'],
  [{ member: { trait: 'a', is: 1 } }, 'filter', 'must have one of'],
  [JSON.parse(`${'{"not":'.repeat(50)}{"trait":"a","is":1}${'}'.repeat(50)}`), `filter${'.not'.repeat(10)}`, 'deeper'],
  [{ any: Array.from({ length: 300 }, () => ({ trait: 'a', is: 1 })) }, 'filter.any[199]', 'more than 200'],
])('refuses what is wrong and says where and why: case %#', (input, path, message) => {
  const error = thrownBy(() => parseFilter(input));
  expect(error).toBeInstanceOf(FilterError);
  expect((error as FilterError).path).toBe(path);
  expect((error as FilterError).message).toContain(message);
});

it('selects what a look at everybody selects, for any filter', () => {
  fc.assert(
    fc.property(filterInputs('profiles'), (input) => {
      const filter = parseFilter(input);
      expect(select(filter)).toEqual(naiveSelection(world, filter, 'profiles').sort());
    }),
    { numRuns: RUNS },
  );
  fc.assert(
    fc.property(filterInputs('accounts'), (input) => {
      const filter = parseFilter(input, 'accounts');
      expect(select(filter, 'accounts')).toEqual(naiveSelection(world, filter, 'accounts').sort());
    }),
    { numRuns: RUNS / 10 },
  );
});

it('understands or refuses whatever it is given, and never fails otherwise', () => {
  fc.assert(
    fc.property(strangeInputs(), (input) => {
      const error = thrownBy(() => select(parseFilter(input)));
      if (error !== undefined) expect(error).toBeInstanceOf(FilterError);
    }),
    { numRuns: RUNS * 2 },
  );
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
