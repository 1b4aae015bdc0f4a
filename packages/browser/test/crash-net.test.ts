import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

interface Armed {
  url: string;
  names: string[];
  signal: AbortSignal;
}

let collector: FakeCollector;
let armed: Armed[];

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
  armed = [];
  vi.stubGlobal('fetchLater', (url: string, init: RequestInit) => {
    const { batch } = JSON.parse(init.body as string) as { batch: { event: string }[] };
    armed.push({ url, names: batch.map(({ event }) => event), signal: init.signal as AbortSignal });
    return { activated: false };
  });
});

function current(): string[][] {
  return armed.filter(({ signal }) => !signal.aborted).map(({ names }) => names);
}

test('what waits is left with the browser for the case of a crash, anew at most ten times a second', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(200);
  expect(current()).toEqual([['One']]);
  for (let index = 0; index < 500; index++) kith.track('Many');
  await pass(90);
  expect(armed).toHaveLength(1);
  await pass(20);
  expect(armed).toHaveLength(2);
  expect(current()).toHaveLength(1);
});

test('it is taken back when the messages are sent', async () => {
  const tab = await openTab(collector);
  tab.kith.track('One');
  await pass(2_000);
  expect(armed).toHaveLength(1);
  expect(current()).toEqual([]);
  tab.kith.track('Two');
  await pass(250);
  tab.hide();
  expect(current()).toEqual([]);
  await pass(0);
  expect(collector.names()).toEqual(['One', 'Two']);
});

test('it is taken back when the page is left while the collector wants to be left alone', async () => {
  collector.answers = [{ status: 429, retryAfter: '30' }];
  const tab = await openTab(collector);
  tab.kith.track('One');
  await pass(2_000);
  tab.kith.track('Two');
  await pass(150);
  expect(current()).toEqual([['One', 'Two']]);
  tab.hide();
  expect(current()).toEqual([]);
  expect(collector.requests).toHaveLength(1);
});

test('it is taken back when consent is denied', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(200);
  kith.consent('denied');
  expect(current()).toEqual([]);
});

test('a browser that refuses it changes nothing', async () => {
  vi.stubGlobal('fetchLater', () => {
    throw new DOMException('quota', 'QuotaExceededError');
  });
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(2_000);
  expect(collector.names()).toEqual(['One']);
});
