import { beforeEach, describe, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, isFull, messageKeys, openTab, pass, START, storedMessages, watchStorage } from './open-tab.ts';

const DAY_MS = 86_400_000;

let collector: FakeCollector;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

describe('two tabs', () => {
  test('deliver what both say, each message once, under one anonymous id with ascending numbers', async () => {
    const tabs = [await openTab(collector), await openTab(collector)];
    for (let index = 0; index < 250; index++) {
      for (const { kith } of tabs) {
        kith.track('Clicked', { index });
        await pass(5);
      }
    }
    await pass(20_000);
    expect(collector.deliveries()).toHaveLength(500);
    expect(collector.duplicates()).toBe(0);
    expect(new Set(collector.deliveries().map((message) => message.anonymousId)).size).toBe(1);
    const numbers = collector.deliveries().map(({ context }) => context.kith?.seq ?? 0);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(range(1, 500));
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

describe('what a script says in one go', () => {
  test('is in storage as soon as it has ended, before the page can crash', async () => {
    const first = await openTab(collector);
    first.kith.identify('ada');
    for (let index = 0; index < 30; index++) first.kith.track(`Event ${index}`);
    await Promise.resolve();
    first.crash();
    await pass(60_000);
    await openTab(collector);
    await pass(10_000);
    const inOrder = collector
      .deliveries()
      .toSorted((a, b) => Number(a.context.kith?.seq) - Number(b.context.kith?.seq));
    expect(inOrder.map(({ event }) => event)).toEqual([undefined, ...range(0, 29).map((index) => `Event ${index}`)]);
    expect(inOrder.map(({ context }) => context.kith?.seq)).toEqual(range(1, 31));
  });

  test('shares storage keys, and each is written once, for writing is the dearest part of a call', async () => {
    const { kith } = await openTab(collector);
    const writes: string[] = [];
    const stop = watchStorage((key) => writes.push(key));
    for (let index = 0; index < 1_000; index++) kith.track(`Event ${index}`);
    await Promise.resolve();
    stop();
    expect(storedMessages()).toHaveLength(1_000);
    expect(new Set(writes)).toEqual(new Set([...messageKeys(), 'kith.session']));
    expect(writes.length).toBe(new Set(writes).size);
    expect(writes.length).toBeLessThan(150);
    for (const key of messageKeys()) expect(localStorage.getItem(key)?.length).toBeLessThan(5_000);
  });

  test('does not join what is on its way already', async () => {
    collector.otherwise = 'hang';
    const first = await openTab(collector);
    first.kith.track('One');
    first.hide();
    first.kith.track('Two');
    await pass(0);
    expect(collector.requests.map(({ body }) => body.batch.map(({ event }) => event))).toEqual([['One']]);
    expect(messageKeys()).toHaveLength(2);
    first.show();
    first.crash();
  });

  test('is counted message by message when it is dropped', async () => {
    collector.answers = [{ status: 400 }];
    const { kith } = await openTab(collector);
    for (const name of ['One', 'Two', 'Three']) kith.track(name);
    await pass(2_000);
    expect(messageKeys()).toEqual([]);
    kith.track('Four');
    await pass(2_000);
    expect(collector.names()).toEqual(['Four']);
    expect(collector.deliveries()[0]?.context.kith).toEqual({ seq: 4, dropped: 3 });
  });

  test('is asked for as one when its page is gone, and sent as one', async () => {
    const first = await openTab(collector);
    for (const name of ['One', 'Two', 'Three']) first.kith.track(name);
    first.leave();
    await pass(0);
    const second = await openTab(collector);
    for (const name of ['Four', 'Five']) second.kith.track(name);
    await Promise.resolve();
    second.crash();
    await pass(60_000);
    await openTab(collector);
    await pass(10_000);
    expect(collector.requests[1]?.body.confirm).toHaveLength(2);
    expect(collector.names()).toEqual(['One', 'Two', 'Three', 'Four', 'Five']);
    expect(collector.duplicates()).toBe(0);
    expect(messageKeys()).toEqual([]);
  });
});

test('at most a thousand messages wait; the oldest are dropped and counted', async () => {
  collector.otherwise = 'refuse';
  const { kith } = await openTab(collector);
  for (let index = 0; index < 1_003; index++) {
    kith.track(`Event ${index}`);
    await Promise.resolve();
  }
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
  const makeRoom = watchStorage(isFull);
  kith.identify('ada');
  kith.track('One');
  await pass(2_000);
  makeRoom();
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
