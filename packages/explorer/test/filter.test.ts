import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../collector/src/read/filter/parse-filter.ts';
import { filterInputs } from '../../collector/test/read/filter/filter-inputs.ts';
import { conditionOf, draftGroup } from '../src/filter/draft.ts';
import { filterText, narrowed, readFilter } from '../src/filter/filter.ts';
import { filterWords } from '../src/filter/filter-words.ts';
import { segmentId } from '../src/filter/segment-id.ts';
import { scalarOf, scalarText } from '../src/filter/tests.ts';

const LABELS = {
  attributes: new Map([
    ['last_country', 'Last country'],
    ['age', 'Age'],
  ]),
  traits: new Map([['plan', 'Plan']]),
  events: new Map([['order', 'Order']]),
  surveys: new Map([['nps', 'Happiness']]),
  segments: new Map([['buyers', 'Buyers']]),
};

describe('the filter of an address', () => {
  it.each([
    ['{"segment":"buyers"}', 'all', 1],
    ['{"any":[{"trait":"plan","is":"pro"},{"segment":"buyers"}]}', 'any', 2],
    ['{"not":{"segment":"buyers"}}', 'all', 1],
    ['{"not":{"any":[{"segment":"buyers"},{"did":"order"}]}}', 'none', 2],
    ['{"not":{"all":[{"segment":"buyers"},{"did":"order"}]}}', 'none', 1],
  ])('%s is read and written as it is', (text, join, count) => {
    const group = readFilter(text);
    expect([group.join, group.conditions.length]).toEqual([join, count]);
    expect(filterText(group)).toBe(text);
  });

  it.each([undefined, '', '{', 'null', '3', '[]'])('%s is none', (text) => {
    expect(filterText(readFilter(text))).toBeUndefined();
  });

  it.each(['profiles', 'accounts'] as const)('of %s means the same when it was edited', (subject) => {
    fc.assert(
      fc.property(filterInputs(subject), (input) => {
        const draft = draftGroup(readFilter(JSON.stringify(input)));
        const text = filterText({ join: draft.join, conditions: draft.parts.map(conditionOf) });
        // What holds for everybody may be left out.
        if (text !== undefined)
          expect(simple(parseFilter(JSON.parse(text), subject))).toEqual(simple(parseFilter(input, subject)));
      }),
    );
  });

  it('is narrowed by a further condition, whatever it was', () => {
    const further = { did: 'order' };
    const of = (text: string) => filterText(narrowed(readFilter(text), further));
    expect(of('')).toBe('{"did":"order"}');
    expect(of('{"all":[{"segment":"a"},{"segment":"b"}]}')).toBe(
      '{"all":[{"segment":"a"},{"segment":"b"},{"did":"order"}]}',
    );
    expect(of('{"any":[{"segment":"a"},{"segment":"b"}]}')).toBe(
      '{"all":[{"any":[{"segment":"a"},{"segment":"b"}]},{"did":"order"}]}',
    );
    expect(of('{"not":{"did":"b"}}')).toBe('{"all":[{"not":{"did":"b"}},{"did":"order"}]}');
  });
});

// A group of one is what is in it, and nobody of one is not it.
function simple(filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map(simple);
  if (typeof filter !== 'object' || filter === null) return filter;
  const { kind, filters } = filter as { readonly kind?: string; readonly filters?: readonly unknown[] };
  if ((kind === 'all' || kind === 'any') && filters?.length === 1) return simple(filters[0]);
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, simple(value)]));
}

describe('a value that is typed', () => {
  it.each(['5', '-1.5', 'true', 'no', '"5"', '"', '""', '007', ''])('%s is shown as what it was read from', (text) => {
    for (const type of ['text', 'json'] as const) {
      const value = scalarOf(text, type);
      expect(scalarOf(scalarText(value, type), type)).toBe(value);
    }
  });

  it('may be of any type where the type is not known', () => {
    expect(['5', '"5"', 'true', 'pro'].map((text) => scalarOf(text, 'json'))).toEqual([5, '5', true, 'pro']);
    expect(scalarOf('5', 'text')).toBe('5');
  });
});

it.each([
  ['In Germany', 'in-germany'],
  [' Ärger & Über! ', 'a-rger-u-ber'],
  ['顧客', '9867-5ba2'],
  ['!', '21'],
  ['  ', ''],
  ['x'.repeat(80), 'x'.repeat(64)],
])('a segment named %j has an id', (name, id) => {
  expect(segmentId(name)).toBe(id);
});

describe('a filter in words', () => {
  it.each([
    [{ attribute: 'last_country', in: ['DE', 'FR'] }, 'Last country is one of Germany, France'],
    [{ attribute: 'age', at_least: 18, under: 65 }, 'Age is at least 18 and is under 65'],
    [{ trait: 'plan', is: 'pro' }, 'Plan is pro'],
    [{ trait: 'plan', known: false }, 'Plan is not known'],
    [{ segment: 'buyers' }, 'in Buyers'],
    [{ not: { segment: 'buyers' } }, 'not in Buyers'],
    [{ did: 'order', count: { at_least: 2 }, within_days: 30 }, 'did Order at least 2 times in the last 30 days'],
    [
      { did: 'order', count: { at_least: 1, at_most: 3 }, since: '2026-11-01' },
      'did Order 1 to 3 times since 2026-11-01',
    ],
    [
      {
        did: 'order',
        where: [
          { property: 'revenue', over: 40 },
          { property: 'coupon', known: true },
        ],
      },
      'did Order with revenue is over 40 and coupon is known',
    ],
    [{ did_not: 'order' }, 'did not Order'],
    [{ survey: 'nps' }, 'saw Happiness'],
    [{ survey: 'nps', state: 'partial_dismissed' }, 'answered a part of and dismissed Happiness'],
    [{ survey: 'nps', question: 'score', at_least: 9 }, 'in Happiness score is at least 9'],
    [{ identity: 'email', known: true }, 'has an email address'],
    [{ identity: 'phone', known: false }, 'has no phone number'],
    [{ identity: 'anonymous', count: { at_least: 2 } }, 'has at least 2 devices'],
    [{ identity: 'email', count: 0, contains: '@acme' }, 'has no email address that contains @acme'],
    [{ any: [{ segment: 'buyers' }, { not: { trait: 'plan', is: 'pro' } }] }, 'in Buyers or not Plan is pro'],
    [{ not: { any: [{ segment: 'buyers' }, { did: 'order' }] } }, 'neither in Buyers nor did Order'],
    [
      { all: [{ did: 'A' }, { any: [{ did: 'B' }, { did_not: 'C' }] }, { all: [] }] },
      'did A and (did B or did not C) and everybody',
    ],
    [{ account: { trait: 'seats', over: 4 } }, 'in a company with seats is over 4'],
    [{ member: { attribute: 'age', under: 20 } }, 'with a user whose Age is under 20'],
  ])('says %j', (filter, words) => {
    expect(filterWords(filter, LABELS)).toBe(words);
  });
});
