import { describe, expect, it } from 'vitest';
import { conditionWords } from '../src/pages/people/condition-words.ts';
import { filterText, readFilter } from '../src/pages/people/filter.ts';

const LABELS = {
  attributes: new Map([['last_country', 'Last country']]),
  traits: new Map([['plan', 'Plan']]),
  segments: new Map([['buyers', 'Buyers']]),
};

describe('the filter of an address', () => {
  it.each([
    ['{"segment":"buyers"}', 'all', 1],
    ['{"any":[{"trait":"plan","is":"pro"},{"segment":"buyers"}]}', 'any', 2],
    ['{"not":{"segment":"buyers"}}', 'all', 1],
  ])('%s is read and written as it is', (text, join, count) => {
    const rows = readFilter(text);
    expect([rows.join, rows.conditions.length]).toEqual([join, count]);
    expect(filterText(rows)).toBe(text);
  });

  it.each([undefined, '', '{', 'null', '3'])('%s is none', (text) => {
    expect(filterText(readFilter(text))).toBeUndefined();
  });
});

describe('a condition in words', () => {
  it.each([
    [{ attribute: 'last_country', in: ['DE', 'FR'] }, 'Last country is one of Germany, France'],
    [{ trait: 'plan', is: 'pro' }, 'Plan is pro'],
    [{ trait: 'plan', known: false }, 'Plan is not known'],
    [{ segment: 'buyers' }, 'in Buyers'],
    [
      { did: 'Order Completed', count: { at_least: 2 }, within_days: 30 },
      'did Order Completed at least 2 times in the last 30 days',
    ],
    [{ did_not: 'Order Completed' }, 'did not Order Completed'],
    [{ survey: 'onboarding' }, '{"survey":"onboarding"}'],
  ])('%j', (condition, words) => {
    expect(conditionWords(condition, LABELS)).toBe(words);
  });
});
