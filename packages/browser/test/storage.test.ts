import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, isFull, openTab, pass, START, storedMessages, watchStorage } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, 'cookie');
});

test('a sandboxed frame, where storage, cookies and locks throw, still delivers as one device and one session', async () => {
  const denied = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(denied);
  Object.defineProperty(document, 'cookie', { get: denied, set: denied, configurable: true });
  Object.defineProperty(navigator, 'locks', { value: { request: denied }, configurable: true });

  const { kith } = await openTab(collector);
  kith.page();
  kith.identify('ada');
  kith.survey('nps').answer('score', 9);
  kith.survey('nps').complete();
  await pass(2_050);
  expect(collector.names()).toEqual(['page', 'identify', 'Survey Answered', 'Survey Completed']);
  expect(new Set(collector.deliveries().map((message) => message.anonymousId)).size).toBe(1);
  expect(collector.deliveries()[3]).toMatchObject({
    userId: 'ada',
    properties: { answers: { score: 9 } },
    context: { sessionId: START, kith: { seq: 4 } },
  });
  await pass(60_000);
  expect(collector.duplicates()).toBe(0);
});

test('where storage was full, what is said later is stored again, and all arrives once', async () => {
  collector.otherwise = 'refuse';
  const { kith } = await openTab(collector);
  const makeRoom = watchStorage(isFull);
  kith.track('One');
  await pass(0);
  kith.track('Two');
  await pass(0);
  expect(storedMessages()).toEqual([]);
  makeRoom();
  kith.track('Three');
  await pass(0);
  expect(storedMessages().map(({ event }) => event)).toContain('Three');
  collector.otherwise = 'confirm';
  await pass(60_000);
  expect(collector.names()).toEqual(['One', 'Two', 'Three']);
  expect(storedMessages()).toEqual([]);
});

test('without Web Locks, as on pages without https, everything arrives', async () => {
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
  const tabs = [await openTab(collector), await openTab(collector)];
  for (const { kith } of tabs) kith.track('One');
  await pass(30_000);
  expect(collector.names()).toEqual(['One', 'One']);
  expect(collector.duplicates()).toBe(0);
});
