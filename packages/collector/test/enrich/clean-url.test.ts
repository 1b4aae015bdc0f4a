import { expect, test } from 'vitest';
import { cleanSearch, cleanUrl, keptParts } from '../../src/enrich/clean-url.ts';

test.each([
  ['https://a.example/p', 'https://a.example/p'],
  ['https://a.example/p#token=1', 'https://a.example/p'],
  ['https://a.example/p?token=1&email=x@y.z', 'https://a.example/p'],
  ['https://a.example/p?utm_source=n&token=1&ref=b#h', 'https://a.example/p?utm_source=n&ref=b'],
  ['https://user:secret@a.example/p', 'https://a.example/p'],
  ['https://user@a.example:8080/p?x', 'https://a.example:8080/p'],
  ['https://a.example/@user/p', 'https://a.example/@user/p'],
  ['/p?token=1', '/p'],
  ['/p?UTM_Source=1', '/p?UTM_Source=1'],
  ['app://screen?id=1', 'app://screen'],
  ['https://a.example/#/route?token=1', 'https://a.example/'],
  ['https://a.example/p?next=utm_source=1', 'https://a.example/p'],
  ['', ''],
])('%s is stored as %s', (sent, stored) => {
  expect(cleanUrl(sent)).toBe(stored);
  expect(cleanUrl(cleanUrl(sent))).toBe(cleanUrl(sent));
});

test('a query string keeps its campaign only', () => {
  expect(cleanSearch('?utm_source=n&gclid=1')).toBe('?utm_source=n');
  expect(cleanSearch('ref=a')).toBe('?ref=a');
  expect(cleanSearch('?x=1')).toBe('');
  expect(cleanSearch('')).toBe('');
});

test('what the site asks to keep is kept, and nothing else', () => {
  const kept = keptParts({ kith: { seq: 1, urlParameters: ['tab', 7], keepHash: true } });
  expect(cleanUrl('https://a.example/?tab=2&q=secret#/cart', kept)).toBe('https://a.example/?tab=2#/cart');
  for (const kith of [undefined, null, 'tab', { urlParameters: 'tab', keepHash: 'yes' }]) {
    expect(cleanUrl('https://a.example/?tab=2#/cart', keptParts({ kith: kith as never }))).toBe('https://a.example/');
  }
});
