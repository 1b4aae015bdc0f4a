import { expect, test } from 'vitest';
import { pageOf } from '../../src/enrich/page.ts';

test('context.page comes before the properties of a page call', () => {
  const context = {
    page: { url: 'https://a.example/x?t=1', path: '/x', title: 'X', referrer: 'https://b.example/?q=1' },
  };
  const properties = { url: 'https://c.example/', title: 'C', referrer: 'https://d.example/' };
  expect(pageOf({ type: 'page', context, properties })).toMatchObject({
    ...{ url: 'https://a.example/x', host: 'a.example', path: '/x', title: 'X', referrer: 'https://b.example/' },
  });
  expect(pageOf({ type: 'page', context: {}, properties })).toMatchObject({ host: 'c.example', path: '/', title: 'C' });
});

test('properties of other calls describe something else', () => {
  expect(pageOf({ type: 'track', context: {}, properties: { url: 'https://c.example/' } })).toMatchObject({
    url: null,
    host: null,
  });
});

test.each([
  { page: 7 },
  { page: { url: 7, title: {} } },
  { page: null },
  { page: [] },
  { page: { url: 'x'.repeat(5_000) } },
])('%o is no page', (context) => {
  expect(pageOf({ type: 'page', context, properties: {} })).toEqual({
    url: null,
    host: null,
    path: null,
    title: null,
    referrer: null,
    referrerHost: null,
    search: '',
  });
});
