import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass, START } from './open-tab.ts';

const MINUTES_30 = 30 * 60_000;

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

function sessions(): unknown[] {
  return collector.deliveries().map(({ context }) => [context.sessionId, context.sessionStart]);
}

test('after exactly 30:00.000 the session goes on, after 30:00.001 a new one begins', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(MINUTES_30);
  kith.track('Two');
  await pass(MINUTES_30 + 1);
  kith.track('Three');
  await pass(2_000);
  expect(sessions()).toEqual([
    [START, true],
    [START, undefined],
    [START + 2 * MINUTES_30 + 1, true],
  ]);
});

test('a session goes on over reloads, midnight and campaigns', async () => {
  for (let hour = 0; hour < 30; hour++) {
    const tab = await openTab(collector);
    tab.kith.page();
    await pass(MINUTES_30);
    tab.crash();
  }
  expect(new Set(collector.deliveries().map(({ context }) => context.sessionId))).toEqual(new Set([START]));
});

test('tabs share the session: activity in one keeps it open in the other', async () => {
  const first = await openTab(collector);
  const second = await openTab(collector);
  first.kith.track('One');
  await pass(20 * 60_000);
  second.kith.track('Two');
  await pass(20 * 60_000);
  first.kith.track('Three');
  await pass(2_000);
  expect(sessions()).toEqual([
    [START, true],
    [START, undefined],
    [START, undefined],
  ]);
});

test('what is no activity neither begins nor prolongs a session', async () => {
  const { kith } = await openTab(collector);
  kith.track('Metric', {}, { active: false });
  kith.track('One');
  await pass(20 * 60_000);
  kith.track('Metric', {}, { active: false });
  await pass(20 * 60_000);
  kith.track('Two');
  await pass(2_000);
  expect(sessions()).toEqual([
    [undefined, undefined],
    [START, true],
    [START, undefined],
    [START + 40 * 60_000, true],
  ]);
  expect(collector.deliveries()[0]?.context.active).toBe(false);
});

test('a clock set back by a year begins a session instead of freezing one', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(2_000);
  vi.setSystemTime(START - 365 * 86_400_000);
  kith.track('Two');
  await pass(2_000);
  kith.track('Three');
  await pass(2_000);
  expect(sessions()).toEqual([
    [START, true],
    [START - 365 * 86_400_000, true],
    [START - 365 * 86_400_000, undefined],
  ]);
});

test('session() shows ids and times without prolonging the session', async () => {
  const { kith } = await openTab(collector);
  expect(kith.session()?.startedAt).toBeUndefined();
  kith.identify('ada');
  await pass(60_000);
  expect(kith.session()).toEqual({
    anonymousId: collector.deliveries()[0]?.anonymousId,
    userId: 'ada',
    startedAt: START,
    endsAt: START + MINUTES_30,
  });
  await pass(MINUTES_30);
  expect(kith.session()?.startedAt).toBeUndefined();
});

test('session() is undefined before init', async () => {
  const { kith } = await openTab(collector, null);
  expect(kith.session()).toBeUndefined();
});
