import { beforeEach, expect, test } from 'vitest';
import { cleanUrl } from '../src/lib/clean-url.ts';
import { configure } from '../src/lib/settings.ts';

beforeEach(() => {
  configure({ writeKey: 'pk', host: 'https://kith.example' });
});

test.each([
  ['https://a.example/reset?token=secret&utm_source=mail#step', 'https://a.example/reset?utm_source=mail'],
  ['https://user:secret@a.example/', 'https://a.example/'],
  ['https://a.example/?gclid=1&fbclid=2&ref=x&session=3', 'https://a.example/?gclid=1&fbclid=2&ref=x'],
  ['https://a.example/people/ada@mail.example/edit', 'https://a.example/people/[email]/edit'],
  ['https://a.example/people/ada%40mail.example', 'https://a.example/people/[email]'],
  ['https://a.example/@ada', 'https://a.example/@ada'],
  ['http://localhost:8080/a%20b?x', 'http://localhost:8080/a%20b'],
])('%s becomes %s', (address, clean) => {
  expect(cleanUrl(address)?.href).toBe(clean);
});

test.each(['', 'about:blank', 'data:text/html,x', 'android-app://com.example', 'not a url'])(
  '%j is no address',
  (text) => {
    expect(cleanUrl(text)).toBeNull();
  },
);

test('parameters on the list and, on request, the hash are kept', () => {
  configure({ writeKey: 'pk', host: 'https://kith.example', urlParameters: ['tab'], keepHash: true });
  expect(cleanUrl('https://a.example/?tab=2&q=secret#/cart')?.href).toBe('https://a.example/?tab=2#/cart');
});
