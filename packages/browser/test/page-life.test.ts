import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;
let navigation: EventTarget;

beforeEach(() => {
  freshBrowser();
  collector = fakeCollector();
  navigation = new EventTarget();
  vi.stubGlobal('navigation', navigation);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function navigate(sameDocument: boolean, downloadRequest: string | null = null): void {
  navigation.dispatchEvent(Object.assign(new Event('navigate'), { destination: { sameDocument }, downloadRequest }));
}

test('when a link is followed the page sends already before it is left', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  navigate(false);
  await pass(0);
  expect(collector.names()).toEqual(['One']);
});

test('a step inside the page and a download are no leaving', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  navigate(true);
  navigate(false, 'file.pdf');
  await pass(0);
  expect(collector.requests).toEqual([]);
});

test('a page that comes back from the back/forward cache goes on', async () => {
  const tab = await openTab(collector);
  tab.kith.track('One');
  tab.hide();
  window.dispatchEvent(new Event('pagehide'));
  await pass(100_000);
  window.dispatchEvent(new Event('pageshow'));
  tab.show();
  tab.kith.track('Two');
  await pass(2_000);
  expect(collector.names()).toEqual(['One', 'Two']);
});
