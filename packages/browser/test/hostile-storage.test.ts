import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { DEVICE, freshBrowser, isFull, messageKeys, openTab, pass, START, watchStorage } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

describe('what is under a key of the queue and no bundle', () => {
  test.each([
    ['has waited too long', '01000000-0000-7000-8000-000000000001'],
    ['was left behind', '01a1fffe-0000-7000-8000-000000000001'],
    ['has a name that is no id', 'index'],
  ])('is forgotten where it %s, and costs neither delivery nor any message', async (_, id) => {
    localStorage.setItem(`kith.q.${id}`, '{"cut');
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(10_000);
    kith.track('Two');
    await pass(10_000);
    expect(collector.names()).toEqual(['One', 'Two']);
    expect(collector.duplicates()).toBe(0);
    expect(messageKeys()).toEqual([]);
  });
});

test.each(['NaN NaN NaN NaN', '{"of":"another version"}', '', '0 0'])(
  'a session stored as %j counts as none',
  async (stored) => {
    localStorage.setItem('kith.session', stored);
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(2_000);
    expect(collector.deliveries()[0]?.context).toMatchObject({
      sessionId: START,
      sessionStart: true,
      kith: { seq: 1 },
    });
    expect(localStorage.getItem('kith.session')).toBe(`${START} ${START} 1 0`);
  },
);

test('of two cookies, one for the host and one for the domain, the later one tells the device', async () => {
  const cookie = vi.spyOn(document, 'cookie', 'get').mockReturnValue(`a=1; kith_id=of-before; kith_id=${DEVICE}; b=2`);
  const { kith } = await openTab(collector);
  expect(kith.session()?.anonymousId).toBe(DEVICE);
  cookie.mockRestore();
});

test('what did not fit into storage is stored as soon as there is room, and outlives the page', async () => {
  const first = await openTab(collector);
  const makeRoom = watchStorage(isFull);
  first.kith.identify('ada');
  await pass(0);
  makeRoom();
  first.kith.track('One');
  await pass(0);
  first.crash();
  await pass(60_000);
  await openTab(collector);
  await pass(10_000);
  expect(collector.names().toSorted()).toEqual(['One', 'identify']);
});

test('a page that comes back from the back/forward cache delivers what found no room when it was left', async () => {
  collector.answers = ['refuse'];
  const tab = await openTab(collector);
  const makeRoom = watchStorage(isFull);
  tab.kith.track('One');
  tab.hide();
  window.dispatchEvent(new Event('pagehide'));
  await pass(0);
  expect(messageKeys()).toEqual([]);
  tab.show();
  await pass(5_000);
  makeRoom();
  expect(collector.names()).toEqual(['One']);
});
