import { beforeEach, describe, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { ADDRESS, freshBrowser, openTab, pass, START, setCookie, visit } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

test('each call becomes the message of the Segment spec', async () => {
  document.title = 'Start';
  const { kith } = await openTab(collector);
  kith.page('Home', { theme: 'dark' });
  kith.track('Signed Up', { plan: 'pro' });
  kith.group(7, { name: 'Acme' });
  kith.alias('ada');
  await pass(2_000);
  const [page, track, group, alias] = collector.deliveries();
  expect(page).toMatchObject({
    type: 'page',
    name: 'Home',
    properties: { theme: 'dark' },
    timestamp: new Date(START).toISOString(),
    context: { page: { url: ADDRESS, title: 'Start' }, kith: { seq: 1 } },
  });
  expect(track).toMatchObject({ type: 'track', event: 'Signed Up', properties: { plan: 'pro' } });
  expect(group).toMatchObject({ type: 'group', groupId: 7, traits: { name: 'Acme' } });
  expect(alias).toMatchObject({ type: 'alias', userId: 'ada', previousId: page?.anonymousId });
});

test('engage says what was done with content; that it was shown is no activity', async () => {
  const { kith } = await openTab(collector);
  kith.engage('shown', { type: 'banner', id: 'sale', name: 'Spring sale' });
  kith.engage('clicked', { type: 'banner', id: 'sale' }, { button: 'more' });
  await pass(2_000);
  const [shown, clicked] = collector.deliveries();
  expect(shown).toMatchObject({
    event: 'Content Shown',
    properties: { content_type: 'banner', content_id: 'sale', content_name: 'Spring sale' },
    context: { active: false },
  });
  expect(clicked).toMatchObject({ event: 'Content Clicked', properties: { content_id: 'sale', button: 'more' } });
  expect(clicked?.context.active).toBeUndefined();
});

test('the context of the project and of the call are added', async () => {
  const { kith } = await openTab(collector, { context: { app: { name: 'shop' } } });
  kith.track('One', {}, { context: { externalIds: [{ id: 'c-1', type: 'crm' }] } });
  await pass(2_000);
  expect(collector.deliveries()[0]?.context).toMatchObject({
    app: { name: 'shop' },
    externalIds: [{ id: 'c-1', type: 'crm' }],
  });
});

test('the page of a message is the one it was said on', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  visit('https://shop.example/cart?utm_source=mail&utm_campaign=spring&token=secret');
  kith.track('Two');
  await pass(2_000);
  const [one, two] = collector.deliveries();
  expect(one?.context.page?.url).toBe(ADDRESS);
  expect(two?.context.page?.url).toBe('https://shop.example/cart?utm_source=mail&utm_campaign=spring');
});

describe('beforeSend', () => {
  test('takes several functions; each sees what the one before returned, and none what was dropped', async () => {
    const { kith } = await openTab(collector);
    kith.beforeSend((message) => (message.event === 'Secret' ? null : { ...message, properties: { steps: 1 } }));
    kith.beforeSend(({ properties, ...message }) => ({
      ...message,
      properties: { steps: Number(properties?.steps) + 1 },
    }));
    kith.track('Secret');
    kith.track('One');
    await pass(2_000);
    expect(collector.deliveries()).toMatchObject([{ event: 'One', properties: { steps: 2 } }]);
  });

  test('may change a message or drop it; a dropped one leaves no gap in the numbers', async () => {
    const { kith } = await openTab(collector);
    kith.beforeSend((message) => (message.event === 'Secret' ? null : { ...message, properties: { clean: true } }));
    kith.track('Secret');
    kith.track('One', { clean: false });
    await pass(2_000);
    expect(collector.names()).toEqual(['One']);
    expect(collector.deliveries()[0]).toMatchObject({
      properties: { clean: true },
      context: { sessionStart: true, kith: { seq: 1 } },
    });
  });

  test('which throws drops the message and never reaches the page', async () => {
    const { kith } = await openTab(collector);
    kith.beforeSend(() => {
      throw new Error('no');
    });
    expect(() => kith.track('One')).not.toThrow();
    await pass(2_000);
    expect(collector.requests).toEqual([]);
  });
});

test('of a sample, a device is always in or always out', async () => {
  let devices = 0;
  for (let index = 0; index < 100; index++) {
    await freshBrowser();
    setCookie(`kith_id=01a20000-0000-7000-8000-000000${(index * 167_774).toString(16).padStart(6, '0')};path=/`);
    collector = fakeCollector();
    const { kith } = await openTab(collector, null);
    kith.beforeSend(kith.sample(0.5));
    kith.init({ writeKey: 'pk_test', host: 'https://kith.example' });
    kith.track('One');
    kith.track('Two');
    await pass(2_000);
    expect([0, 2]).toContain(collector.deliveries().length);
    devices += collector.deliveries().length / 2;
  }
  expect(devices).toBe(50);
});
