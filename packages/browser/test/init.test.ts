import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass, START } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

test('calls made before init are kept, and follow in their order', async () => {
  const { kith } = await openTab(collector, null);
  kith.track('One');
  kith.identify('ada');
  await pass(1_000);
  kith.init({ writeKey: 'pk_test', host: 'https://kith.example' });
  kith.track('Two');
  await pass(2_000);
  expect(collector.names()).toEqual(['One', 'identify', 'Two']);
});

test('only the first init counts', async () => {
  const { kith } = await openTab(collector);
  kith.init({ writeKey: 'pk_other', host: 'https://other.example' });
  kith.track('One');
  await pass(2_000);
  expect(collector.requests[0]?.body.writeKey).toBe('pk_test');
});

test('init without key or host does nothing, which explain tells, and a later one may do it right', async () => {
  const told: unknown[] = [];
  const { kith } = await openTab(collector, null);
  kith.explain((...decision) => told.push(decision));
  kith.init({ writeKey: '', host: 'https://kith.example' });
  expect(told).toEqual([['error', 'writeKey or host is missing']]);
  kith.track('One');
  kith.init({ writeKey: 'pk_test', host: 'https://kith.example' });
  await pass(2_000);
  expect(collector.names()).toEqual(['One']);
});

describe('a page that is rendered ahead', () => {
  test('counts for nothing until the person sees it, and from then', async () => {
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    const tab = await openTab(collector);
    tab.kith.page();
    await pass(60_000);
    expect(localStorage.length).toBe(0);
    Object.defineProperty(document, 'prerendering', { value: false, configurable: true });
    document.dispatchEvent(new Event('prerenderingchange'));
    await pass(2_000);
    expect(collector.deliveries()[0]?.timestamp).toBe(new Date(START + 60_000).toISOString());
  });

  test('neither stores nor sends anything when the consent is told ahead', async () => {
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    const { kith } = await openTab(collector, { consent: 'pending' });
    kith.page();
    kith.consent('granted');
    await pass(60_000);
    expect(localStorage.length).toBe(0);
    Object.defineProperty(document, 'prerendering', { value: false, configurable: true });
    document.dispatchEvent(new Event('prerenderingchange'));
    await pass(2_000);
    expect(collector.names()).toEqual(['page']);
  });
});

test('on a server nothing happens, nothing is kept and nothing breaks', async () => {
  vi.stubGlobal('document', undefined);
  vi.stubGlobal('window', undefined);
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('navigator', undefined);
  vi.resetModules();
  const kith = await import('../src/index.ts');
  kith.init({ writeKey: 'pk_test', host: 'https://kith.example' });
  kith.identify('ada');
  kith.survey('nps').view();
  expect(kith.session()).toBeUndefined();
  expect(await kith.flush()).toBe(true);
  vi.unstubAllGlobals();
});

test('what a page hands over never throws back', async () => {
  const { kith } = await openTab(collector);
  const odd: unknown[] = [undefined, null, 1, 'text', Symbol('s'), () => {}, 1n];
  const loose = kith as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ['track', 'page', 'group', 'alias', 'identify']) {
    for (const value of odd) expect(() => loose[name]?.(value, value, {})).not.toThrow();
  }
  await pass(5_000);
});

test('fetch replaced by the page after the SDK was loaded is not used', async () => {
  const { kith } = await openTab(collector);
  vi.stubGlobal('fetch', () => {
    throw new Error('replaced');
  });
  kith.track('One');
  await pass(2_000);
  expect(collector.names()).toEqual(['One']);
});
