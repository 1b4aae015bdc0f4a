import { CLICK_IDS } from '@kith/protocol';
import { beforeEach, expect, test } from 'vitest';
import { keepInUrls } from '../src/keep-in-urls.ts';
import { pageContext } from '../src/lib/context.ts';
import { visit } from './open-tab.ts';

beforeEach(() => keepInUrls({}));

function at(address: string): string | undefined {
  visit(address);
  return pageContext().url;
}

test.each([
  ['https://a.example/reset?token=secret&utm_source=mail#step', 'https://a.example/reset?utm_source=mail'],
  ['https://user:secret@a.example/', 'https://a.example/'],
  ['https://a.example/?gclid=1&fbclid=2&ref=x&session=3', 'https://a.example/?gclid=1&fbclid=2&ref=x'],
  ['https://a.example/people/ada@mail.example/edit', 'https://a.example/people/[email]/edit'],
  ['https://a.example/people/ada%40mail.example', 'https://a.example/people/[email]'],
  ['https://a.example/@ada', 'https://a.example/@ada'],
  ['http://localhost:8080/a%20b?x', 'http://localhost:8080/a%20b'],
])('%s is told as %s', (address, clean) => {
  expect(at(address)).toBe(clean);
});

test.each(CLICK_IDS)('the click id %s is told, for the collector knows it', (id) => {
  expect(at(`https://a.example/?${id}=Abc&x${id}x=1`)).toBe(`https://a.example/?${id}=Abc`);
});

test('keepInUrls keeps the parameters it names and, on request, the hash', () => {
  keepInUrls({ parameters: ['tab'], hash: true });
  expect(at('https://a.example/?tab=2&q=secret#/cart')).toBe('https://a.example/?tab=2#/cart');
});

test.each([
  ['https://search.example/results?q=secret', 'https://search.example/'],
  ['https://a.example/account/ada?token=1', 'https://a.example/'],
  ['', undefined],
])('of the page before, %j, only the site is told', (referrer, site) => {
  Object.defineProperty(document, 'referrer', { value: referrer, configurable: true });
  visit(`https://a.example/${Math.random()}`);
  expect(pageContext().referrer).toBe(site);
});

test('keepInUrls also holds for the page on which something was said before', () => {
  expect(at('https://a.example/?tab=2')).toBe('https://a.example/');
  keepInUrls({ parameters: ['tab'] });
  expect(pageContext().url).toBe('https://a.example/?tab=2');
});

test('each message has the title of its moment, and an object of its own, which beforeSend may change', () => {
  visit('https://a.example/cart');
  document.title = 'Before';
  const before = pageContext();
  before.url = 'changed';
  document.title = 'After';
  expect(pageContext()).toMatchObject({ url: 'https://a.example/cart', title: 'After' });
});
