import { beforeEach, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

test('identify names the user with traits, and every later message and page names the user too', async () => {
  const first = await openTab(collector);
  first.kith.track('Before');
  first.kith.identify('ada', { email: 'ada@example.com' });
  first.kith.track('After');
  await pass(2_000);
  first.crash();
  const second = await openTab(collector);
  second.kith.page();
  await pass(2_000);
  const [before, identify, after, page] = collector.deliveries();
  expect(before?.userId).toBeUndefined();
  expect(identify).toMatchObject({ type: 'identify', userId: 'ada', traits: { email: 'ada@example.com' } });
  expect(after?.userId).toBe('ada');
  expect(page?.userId).toBe('ada');
  expect(new Set(collector.deliveries().map((message) => message.anonymousId)).size).toBe(1);
});

test('identify with another user resets first: new anonymous id, new session, no trace of the first user', async () => {
  const { kith } = await openTab(collector);
  kith.identify('ada');
  kith.survey('nps').view();
  await pass(60_000);
  kith.identify('bob');
  kith.survey('nps').view();
  await pass(2_000);
  const [ada, adaSurvey, bob, bobSurvey] = collector.deliveries();
  expect(bob?.userId).toBe('bob');
  expect(bob?.anonymousId).not.toBe(ada?.anonymousId);
  expect(bob?.context.sessionId).not.toBe(ada?.context.sessionId);
  expect(bob?.context).toMatchObject({ sessionStart: true, kith: { seq: 1 } });
  expect(bobSurvey?.properties?.response_id).not.toBe(adaSurvey?.properties?.response_id);
});

test('identify with the same user keeps everything', async () => {
  const { kith } = await openTab(collector);
  kith.identify(42);
  kith.identify(' 42 ', { plan: 'pro' });
  await pass(2_000);
  const [first, second] = collector.deliveries();
  expect(second?.userId).toBe('42');
  expect(second?.anonymousId).toBe(first?.anonymousId);
});

test.each([null, '', 'undefined', 'null', 'NaN', '[object Object]'])(
  'identify with %j says traits of whoever it is, and makes nobody a user',
  async (id) => {
    const { kith } = await openTab(collector);
    kith.identify(id, { newsletter: true });
    kith.identify('ada');
    await pass(2_000);
    const [nobody, ada] = collector.deliveries();
    expect(nobody?.userId).toBeUndefined();
    expect(nobody?.traits).toEqual({ newsletter: true });
    expect(ada?.anonymousId).toBe(nobody?.anonymousId);
  },
);

test('the proof of identity travels with every message of the user, and is forgotten with the user', async () => {
  const { kith } = await openTab(collector);
  kith.identify('ada', {}, { userHash: 'v1.proof' });
  kith.track('One');
  kith.identify('ada', { plan: 'pro' });
  kith.reset();
  kith.track('Two');
  await pass(2_000);
  expect(collector.deliveries().map((message) => message.context.userHash)).toEqual([
    'v1.proof',
    'v1.proof',
    'v1.proof',
    undefined,
  ]);
});

test('a person in storage which is no JSON is nobody', async () => {
  localStorage.setItem('kith.person', '{"userId":');
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(2_000);
  expect(collector.deliveries()[0]?.userId).toBeUndefined();
});
