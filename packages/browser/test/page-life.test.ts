import { beforeEach, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, openTab, pass } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

test('what the page says while it is being left goes too, whoever hears of it first', async () => {
  const tab = await openTab(collector);
  document.addEventListener('visibilitychange', () => tab.kith.track('Left'), { once: true });
  tab.leave();
  await pass(0);
  expect(collector.names()).toEqual(['Left']);
});

test('a page that comes back from the back/forward cache goes on', async () => {
  const tab = await openTab(collector);
  tab.kith.track('One');
  tab.hide();
  window.dispatchEvent(new Event('pagehide'));
  await pass(100_000);
  tab.show();
  tab.kith.track('Two');
  await pass(2_000);
  expect(collector.names()).toEqual(['One', 'Two']);
});
