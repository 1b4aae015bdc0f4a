import { beforeEach, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

test('reset makes a new anonymous id and session, counted from one; what was said before still arrives', async () => {
  const { kith } = await openTab(collector);
  kith.identify('ada');
  kith.track('Before');
  kith.reset();
  kith.track('After');
  await pass(2_000);
  const [, before, after] = collector.deliveries();
  expect(before).toMatchObject({ userId: 'ada', context: { kith: { seq: 2 } } });
  expect(after?.userId).toBeUndefined();
  expect(after?.anonymousId).not.toBe(before?.anonymousId);
  expect(after?.context).toMatchObject({ sessionStart: true, kith: { seq: 1 } });
});

test('reset with keepAnonymousId forgets the user only', async () => {
  const { kith } = await openTab(collector);
  kith.identify('ada');
  kith.reset({ keepAnonymousId: true });
  kith.track('After');
  await pass(2_000);
  const [before, after] = collector.deliveries();
  expect(after?.userId).toBeUndefined();
  expect(after?.anonymousId).toBe(before?.anonymousId);
  expect(after?.context.sessionId).toBe(before?.context.sessionId);
});

test('reset in one tab holds in the other at once', async () => {
  const first = await openTab(collector);
  const second = await openTab(collector);
  first.kith.identify('ada');
  await pass(0);
  second.kith.reset();
  await pass(0);
  first.kith.track('After');
  await pass(2_000);
  const after = collector.deliveries().find((message) => message.event === 'After');
  expect(after?.userId).toBeUndefined();
  expect(after?.anonymousId).toBe(second.kith.session()?.anonymousId);
});

test('identify with another user in one tab holds in the other at once', async () => {
  const first = await openTab(collector);
  const second = await openTab(collector);
  first.kith.identify('ada');
  await pass(0);
  second.kith.identify('bob');
  await pass(0);
  first.kith.track('After');
  await pass(2_000);
  const after = collector.deliveries().find((message) => message.event === 'After');
  expect(after?.userId).toBe('bob');
});

test.each([undefined, { keepAnonymousId: true }])(
  'reset(%j) leaves no open survey to the next person',
  async (options) => {
    const { kith } = await openTab(collector);
    kith.survey('nps').answer('score', 9);
    kith.reset(options);
    kith.survey('nps').answer('why', 'It works');
    await pass(2_000);
    const [before, after] = collector.deliveries();
    expect(after?.properties?.answers).toEqual({ why: 'It works' });
    expect(after?.properties?.response_id).not.toBe(before?.properties?.response_id);
  },
);
