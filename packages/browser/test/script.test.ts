import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, pass } from './open-tab.ts';

let collector: FakeCollector;

type Loose = Record<string, (...args: unknown[]) => unknown> & { push(...calls: unknown[]): void };

function scope(): { kith?: Loose | unknown[] } {
  return window as never;
}

beforeEach(async () => {
  await freshBrowser();
  delete scope().kith;
  document.body.innerHTML = '';
  collector = fakeCollector();
});

/** Loads the script as a page with this tag would. */
async function load(attributes: Record<string, string>): Promise<void> {
  const tag = document.createElement('script');
  // An inert type: the test runs the source, nothing is fetched.
  tag.type = 'inert';
  for (const [name, value] of Object.entries(attributes)) tag.setAttribute(name, value);
  document.body.append(tag);
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => collector.fetch(url, init));
  vi.resetModules();
  await import('../src/script.ts');
}

const TAG = { src: 'https://example.com/kith/kith.js', 'data-write-key': 'pk_test' };

test('the tag alone starts the SDK at the address of the script, a sub-path included, with a page view', async () => {
  await load(TAG);
  await pass(2_000);
  expect(collector.requests[0]?.url).toBe('https://example.com/kith/v1/batch');
  expect(collector.requests[0]?.body.writeKey).toBe('pk_test');
  expect(collector.names()).toEqual(['page']);
});

test('data attributes set another host, the name and consent, and switch the page view off', async () => {
  await load({
    ...TAG,
    'data-host': 'https://other.example',
    'data-page': 'off',
    'data-name': 'shop',
    'data-consent': 'pending',
  });
  const kith = scope().kith as Loose;
  kith.track?.('One');
  await pass(5_000);
  expect(collector.requests).toEqual([]);
  kith.consent?.('granted');
  await pass(2_100);
  expect(collector.requests[0]?.url).toBe('https://other.example/v1/batch');
  expect(collector.names()).toEqual(['One']);
  expect(localStorage.getItem('shop.person')).not.toBeNull();
});

test('calls pushed before it loads are made, in their order, and push goes on working', async () => {
  scope().kith = [
    ['identify', 'ada', { plan: 'pro' }],
    (kith: { survey(id: string): { view(): void } }) => kith.survey('nps').view(),
    ['noSuchCall'],
  ];
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  await load({ ...TAG, 'data-page': 'off' });
  (scope().kith as Loose).push(['track', 'Late', { a: 1 }]);
  await pass(2_000);
  expect(collector.names()).toEqual(['identify', 'Survey Viewed', 'Late']);
  expect(warn).toHaveBeenCalledOnce();
});

test('method stubs record calls until it loads', async () => {
  const stub = [] as unknown as Loose & unknown[];
  stub.track = (...args: unknown[]) => stub.push(['track', ...args]);
  scope().kith = stub;
  stub.track('Early', { a: 1 });
  await load({ ...TAG, 'data-page': 'off' });
  await pass(2_000);
  expect(collector.deliveries()[0]).toMatchObject({ event: 'Early', properties: { a: 1 } });
});

test('a second tag on the page counts nothing twice', async () => {
  await load(TAG);
  await load(TAG);
  await pass(2_000);
  expect(collector.names()).toEqual(['page']);
});

test('without a write key it waits for init', async () => {
  await load({ src: TAG.src });
  const kith = scope().kith as Loose;
  kith.track?.('One');
  await pass(2_000);
  expect(collector.requests).toEqual([]);
  kith.init?.({ writeKey: 'pk_test', host: 'https://kith.example' });
  await pass(2_000);
  expect(collector.names()).toEqual(['One']);
});
