import { expect, it } from 'vitest';
import { blocksOf, DOCUMENTS } from '../../../../../test/documents.ts';
import { parseFilter } from '../../../src/read/filter/parse-filter.ts';

const document = DOCUMENTS.find(({ path }) => path === 'docs/filters.md') ?? { path: '', text: '' };

it.each(blocksOf(document, 'json'))('understands the people of $place', ({ code }) => {
  expect(() => parseFilter(JSON.parse(code))).not.toThrow();
});

it.each(blocksOf(document, 'json accounts'))('understands the accounts of $place', ({ code }) => {
  expect(() => parseFilter(JSON.parse(code), 'accounts')).not.toThrow();
});

it('has examples of both', () => {
  expect(blocksOf(document, 'json').length).toBeGreaterThan(7);
  expect(blocksOf(document, 'json accounts').length).toBeGreaterThan(0);
});
