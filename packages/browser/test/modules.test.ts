import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { ADDRESS, freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  document.body.innerHTML = '';
  collector = fakeCollector();
});

test('webVitals tracks what the package measures, as no activity', async () => {
  const { kith } = await openTab(collector);
  const metric = { name: 'LCP', value: 1_234.5, rating: 'good', navigationType: 'reload', entries: [], id: 'v5-1' };
  kith.webVitals({ onLCP: (report) => report(metric) });
  await pass(2_000);
  expect(collector.deliveries()).toMatchObject([
    {
      event: 'Web Vital',
      properties: { name: 'LCP', value: 1_234.5, rating: 'good', navigation_type: 'reload' },
      context: { active: false },
    },
  ]);
});

test('replayLink adds the address of the recording while there is one', async () => {
  const { kith } = await openTab(collector, null);
  let url: string | null = null;
  kith.beforeSend(kith.replayLink(() => url));
  kith.init({ writeKey: 'pk_test', host: 'https://kith.example' });
  kith.track('One');
  url = 'https://replay.example/1';
  kith.track('Two', {}, { context: { groupId: 'acme' } });
  await pass(2_000);
  expect(collector.deliveries().map(({ context }) => context.replayUrl)).toEqual([undefined, url]);
  expect(collector.deliveries()[1]?.context.groupId).toBe('acme');
});

test('autoHints tells once a request what the browser hides from its User-Agent', async () => {
  const getHighEntropyValues = vi.fn(async () => ({ platform: 'Windows', platformVersion: '15.0.0' }));
  Object.defineProperty(navigator, 'userAgentData', { value: { getHighEntropyValues }, configurable: true });
  const { kith } = await openTab(collector);
  kith.autoHints();
  kith.track('One');
  await pass(2_000);
  expect(collector.requests[0]?.body.context?.userAgentData).toEqual({
    platform: 'Windows',
    platformVersion: '15.0.0',
  });
  Object.defineProperty(navigator, 'userAgentData', { value: undefined, configurable: true });
});

test('autoClicks tracks marked elements and forms with the properties beside the mark', async () => {
  document.body.innerHTML = `
    <button data-kith-track="Plan Chosen" data-kith-plan="pro" data-kith-seat-count="5"><b>Choose</b></button>
    <form data-kith-track="Letter Ordered"><input name="email" value="ada@example.com"><button>Go</button></form>`;
  const { kith } = await openTab(collector);
  kith.autoClicks();
  document.querySelector('b')?.click();
  document.querySelector('input')?.click();
  document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true }));
  await pass(2_000);
  expect(collector.deliveries().map(({ event, properties }) => [event, properties])).toEqual([
    ['Plan Chosen', { plan: 'pro', seat_count: '5' }],
    ['Letter Ordered', {}],
  ]);
});

test('a handler of a module that fails does not reach the page', async () => {
  const { kith } = await openTab(collector);
  kith.autoClicks();
  document.body.innerHTML = '<button data-kith-track="One">Go</button>';
  const button = document.querySelector('button')!;
  button.closest = () => {
    throw new Error('no');
  };
  expect(() => button.click()).not.toThrow();
});

test('autoFrustration tells the click that an error came after, once, and no error that came alone', async () => {
  document.body.innerHTML = '<input value="secret"><button id="buy">Buy <b>now</b></button>';
  const { kith } = await openTab(collector);
  kith.autoFrustration();
  window.dispatchEvent(new Event('error'));
  document.querySelector('b')?.click();
  window.dispatchEvent(new Event('error'));
  window.dispatchEvent(new Event('unhandledrejection'));
  for (let count = 0; count < 3; count++) document.querySelector('input')?.click();
  await pass(2_000);
  expect(collector.deliveries().map(({ event, properties }) => [event, properties])).toEqual([
    ['Error Click', { selector: '#buy', text: 'Buy now', url: ADDRESS }],
    ['Rage Click', { selector: 'html > body > input', text: '', url: ADDRESS }],
  ]);
});
