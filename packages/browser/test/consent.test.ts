import { beforeEach, describe, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { ADDRESS, forgetDevice, freshBrowser, openTab, pass, setCookie, visit } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  forgetDevice();
  setGpc(undefined);
  collector = fakeCollector();
});

function setGpc(value: boolean | undefined): void {
  Object.defineProperty(navigator, 'globalPrivacyControl', { value, configurable: true });
}

function traces(): string[] {
  return [...Object.keys(localStorage), ...document.cookie.split('; ')].filter((trace) => trace.startsWith('kith'));
}

describe('while consent is pending', () => {
  test('nothing is stored and nothing sent, not even when the page is left', async () => {
    const tab = await openTab(collector, { consent: 'pending' });
    tab.kith.identify('ada');
    tab.kith.survey('nps').view();
    await pass(10_000);
    tab.hide();
    tab.leave();
    await pass(0);
    expect(traces()).toEqual([]);
    expect(collector.requests).toEqual([]);
  });

  test('everything is remembered, and follows with its own times when consent is granted', async () => {
    const { kith } = await openTab(collector, { consent: 'pending' });
    kith.track('Before');
    kith.identify('ada');
    await pass(60_000);
    kith.consent('granted');
    await pass(0);
    expect(traces()).toContain('kith.person');
    kith.track('After');
    await pass(2_050);
    const [before, identify, after] = collector.deliveries();
    expect(Date.parse(after?.timestamp ?? '') - Date.parse(before?.timestamp ?? '')).toBe(60_000);
    expect(identify?.userId).toBe('ada');
    expect(after).toMatchObject({ userId: 'ada', anonymousId: before?.anonymousId, context: { kith: { seq: 3 } } });
    expect(after?.context.sessionId).toBe(before?.context.sessionId);
  });

  test('a device known from before keeps its id and its count when consent is granted', async () => {
    const first = await openTab(collector);
    first.kith.track('One');
    await pass(2_050);
    first.crash();
    const second = await openTab(collector, { consent: 'pending' });
    second.kith.track('Two');
    second.kith.alias('ada');
    second.kith.consent('granted');
    second.kith.track('Three');
    await pass(2_050);
    const [one, two, alias, three] = collector.deliveries();
    expect(two?.anonymousId).toBe(one?.anonymousId);
    expect(alias?.previousId).toBe(one?.anonymousId);
    expect(three?.anonymousId).toBe(one?.anonymousId);
    expect(collector.deliveries().map(({ context }) => context.kith?.seq)).toEqual([1, 2, 3, 4]);
  });

  test('a known device changes hands when somebody else signed in meanwhile', async () => {
    const first = await openTab(collector);
    first.kith.identify('ada');
    await pass(2_050);
    first.crash();
    const second = await openTab(collector, { consent: 'pending' });
    second.kith.identify('bob');
    second.kith.consent('granted');
    await pass(2_050);
    const [ada, bob] = collector.deliveries();
    expect(bob?.userId).toBe('bob');
    expect(bob?.anonymousId).not.toBe(ada?.anonymousId);
  });

  test('the page of a message stays the one it was said on', async () => {
    const { kith } = await openTab(collector, { consent: 'pending' });
    kith.page();
    visit('https://shop.example/later');
    kith.consent('granted');
    await pass(2_050);
    expect(collector.deliveries()[0]?.context.page?.url).toBe(ADDRESS);
  });

  test('everything is forgotten when it is denied', async () => {
    const { kith } = await openTab(collector, { consent: 'pending' });
    kith.track('Before');
    kith.consent('denied');
    kith.consent('granted');
    kith.track('After');
    await pass(2_050);
    expect(collector.names()).toEqual(['After']);
  });
});

describe('when consent is denied', () => {
  test('cookie, storage and queue are deleted, and nothing is collected', async () => {
    collector.otherwise = 'refuse';
    const tab = await openTab(collector);
    tab.kith.identify('ada');
    await pass(5_000);
    expect(traces()).not.toEqual([]);
    const before = collector.requests.length;
    tab.kith.consent('denied');
    tab.kith.track('Two');
    expect(tab.kith.session()).toBeUndefined();
    tab.hide();
    await pass(120_000);
    expect(traces()).toEqual([]);
    expect(collector.requests).toHaveLength(before);
  });

  test('nothing is stored of what the same script said before', async () => {
    const { kith } = await openTab(collector);
    await pass(50);
    kith.identify('ada');
    kith.track('One');
    kith.consent('denied');
    await pass(5_000);
    expect(traces()).toEqual([]);
    expect(collector.requests).toEqual([]);
  });

  test('nothing is stored either by an answer that was on its way', async () => {
    collector.answers = [{ status: 429, retryAfter: '30' }];
    const answer = collector.fetch;
    collector.fetch = async (...request) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return answer(...request);
    };
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(2_500);
    kith.consent('denied');
    await pass(10_000);
    expect(collector.requests).toHaveLength(1);
    expect(traces()).toEqual([]);
  });

  test('what the page itself keeps is not touched', async () => {
    localStorage.setItem('cart', '1');
    setCookie('theme=dark;path=/');
    const { kith } = await openTab(collector);
    kith.consent('denied');
    expect(localStorage.getItem('cart')).toBe('1');
    expect(document.cookie).toContain('theme=dark');
  });

  test('a later grant begins anew', async () => {
    const { kith } = await openTab(collector);
    await pass(50);
    const before = kith.session()?.anonymousId;
    expect(before).toBeDefined();
    kith.consent('denied');
    kith.consent('granted');
    kith.track('One');
    await pass(2_050);
    expect(collector.deliveries()[0]?.anonymousId).not.toBe(before);
  });
});

test('an answer that is none of the three lets nothing through', async () => {
  const { kith } = await openTab(collector, { consent: 'yes' as 'granted' });
  kith.track('One');
  await pass(10_000);
  expect(traces()).toEqual([]);
  expect(collector.requests).toEqual([]);
});

describe('Global Privacy Control', () => {
  test('means denied', async () => {
    setGpc(true);
    const { kith } = await openTab(collector, { consent: 'granted' });
    kith.track('One');
    await pass(10_000);
    expect(collector.requests).toEqual([]);
    expect(traces()).toEqual([]);
  });

  test('gives way to what the person grants explicitly', async () => {
    setGpc(true);
    const { kith } = await openTab(collector);
    kith.consent('granted');
    kith.track('One');
    await pass(2_050);
    expect(collector.names()).toEqual(['One']);
  });
});
