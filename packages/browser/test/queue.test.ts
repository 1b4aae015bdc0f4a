import { beforeEach, describe, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass, START, storedMessages } from './open-tab.ts';

const DAY_MS = 86_400_000;

let collector: FakeCollector;

beforeEach(() => {
  freshBrowser();
  collector = fakeCollector();
});

describe('two tabs', () => {
  test('deliver what both say, each message once, under one anonymous id with ascending numbers', async () => {
    const tabs = [await openTab(collector), await openTab(collector)];
    for (let index = 0; index < 250; index++) {
      for (const { kith } of tabs) kith.track('Clicked', { index });
      await pass(10);
    }
    await pass(20_000);
    expect(collector.deliveries()).toHaveLength(500);
    expect(collector.duplicates()).toBe(0);
    expect(new Set(collector.deliveries().map((message) => message.anonymousId)).size).toBe(1);
    const numbers = collector.deliveries().map(({ context }) => context.kith?.seq ?? 0);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(storedMessages()).toEqual([]);
  });

  test('deliver everything once after an outage, and nothing overwrites the other', async () => {
    collector.otherwise = 'refuse';
    const tabs = [await openTab(collector), await openTab(collector)];
    for (const { kith } of tabs) for (let index = 0; index < 10; index++) kith.track(`Event ${index}`);
    await pass(30_000);
    expect(storedMessages()).toHaveLength(20);
    collector.otherwise = 'confirm';
    await pass(120_000);
    expect(collector.deliveries()).toHaveLength(20);
    expect(collector.duplicates()).toBe(0);
  });

  test('do not send at the same time', async () => {
    collector.otherwise = 'hang';
    const tabs = [await openTab(collector), await openTab(collector)];
    for (const { kith } of tabs) kith.track('One');
    await pass(2_000);
    expect(collector.requests).toHaveLength(1);
  });
});

describe('what a dead tab left behind', () => {
  test('is adopted by the next page, once it is two seconds old', async () => {
    const first = await openTab(collector);
    first.kith.track('Orphan');
    await pass(100);
    first.crash();
    const second = await openTab(collector);
    await pass(1_800);
    expect(collector.names()).toEqual([]);
    await pass(5_000);
    expect(collector.names()).toEqual(['Orphan']);
    second.crash();
  });

  test('is asked for with what the next page says, and sent when the collector has not got it', async () => {
    const first = await openTab(collector);
    first.kith.track('Orphan');
    first.crash();
    await pass(60_000);
    const { kith } = await openTab(collector);
    kith.track('New');
    await pass(2_000);
    expect(collector.names()).toEqual(['New', 'Orphan']);
    expect(collector.requests.map(({ body }) => body.confirm?.length)).toEqual([1, 0]);
  });

  test('and is older than seven days is dropped and counted', async () => {
    const first = await openTab(collector);
    first.kith.track('Orphan');
    first.crash();
    await pass(7 * DAY_MS + 1);
    const { kith } = await openTab(collector);
    kith.track('New');
    await pass(2_000);
    kith.track('Newer');
    await pass(2_000);
    expect(collector.names()).toEqual(['New', 'Newer']);
    expect(collector.deliveries()[1]?.context.kith).toMatchObject({ dropped: 1 });
    expect(storedMessages()).toEqual([]);
  });
});

test('at most a thousand messages wait; the oldest are dropped and counted', async () => {
  collector.otherwise = 'refuse';
  const { kith } = await openTab(collector);
  for (let index = 0; index < 1_003; index++) kith.track(`Event ${index}`);
  expect(storedMessages()).toHaveLength(1_000);
  collector.otherwise = 'confirm';
  await pass(10_000);
  kith.track('Last');
  await pass(5_000);
  expect(collector.names()[0]).toBe('Event 3');
  expect(collector.deliveries()).toHaveLength(1_001);
  expect(collector.deliveries().at(-1)?.context.kith).toEqual({ seq: 1_004, dropped: 3 });
});

test('a full storage costs nothing as long as the page lives', async () => {
  const { kith } = await openTab(collector);
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  kith.identify('ada');
  kith.track('One');
  await pass(2_000);
  Storage.prototype.setItem = setItem;
  expect(collector.names()).toEqual(['identify', 'One']);
  expect(collector.deliveries()[1]).toMatchObject({ userId: 'ada', context: { sessionId: START, kith: { seq: 2 } } });
});

test('localStorage.clear() in the page loses neither messages nor the device', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  localStorage.clear();
  kith.track('Two');
  localStorage.clear();
  await pass(2_000);
  expect(collector.names()).toEqual(['One', 'Two']);
  expect(new Set(collector.deliveries().map((message) => message.anonymousId)).size).toBe(1);
});

test('projects on one origin stay apart under different names', async () => {
  const first = await openTab(collector, { name: 'a', writeKey: 'pk_a' });
  const second = await openTab(collector, { name: 'b', writeKey: 'pk_b' });
  first.kith.track('A');
  second.kith.track('B');
  await pass(60_000);
  const sent = collector.requests.map(({ body }) => [body.writeKey, body.batch.map(({ event }) => event)]);
  expect(sent).toEqual([
    ['pk_a', ['A']],
    ['pk_b', ['B']],
  ]);
});
