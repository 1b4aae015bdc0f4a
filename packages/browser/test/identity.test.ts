import { beforeEach, expect, test } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { forgetDevice, freshBrowser, openTab, pass, setCookie } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  forgetDevice();
  collector = fakeCollector();
});

function cookie(): string | undefined {
  return /kith_id=([^;]+)/.exec(document.cookie)?.[1];
}

test('a device gets a UUIDv7 in a cookie and in storage, and keeps it', async () => {
  const first = await openTab(collector);
  await pass(50);
  const id = first.kith.session()?.anonymousId;
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(cookie()).toBe(id);
  expect(JSON.parse(localStorage.getItem('kith.person') ?? '')).toEqual({ anonymousId: id });
  first.crash();
  expect((await openTab(collector)).kith.session()?.anonymousId).toBe(id);
});

test('the cookie brings the id back when storage was cleared, and storage when the cookie was', async () => {
  const first = await openTab(collector);
  await pass(50);
  const id = first.kith.session()?.anonymousId;
  first.crash();
  localStorage.clear();
  const second = await openTab(collector);
  expect(second.kith.session()?.anonymousId).toBe(id);
  second.crash();
  forgetDevice();
  const third = await openTab(collector);
  await pass(50);
  expect(third.kith.session()?.anonymousId).toBe(id);
  expect(cookie()).toBe(id);
});

test('tabs that made an id each at the same moment agree on the one in the cookie, before anything is sent', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  kith.alias('ada');
  const other = '01a202e9-0000-7000-8000-000000000001';
  setCookie(`kith_id=${other};path=/`);
  await pass(50);
  kith.track('Two');
  await pass(2_000);
  expect(collector.deliveries().map((message) => message.anonymousId)).toEqual([other, other, other]);
  expect(collector.deliveries()[1]?.previousId).toBe(other);
  expect(kith.session()?.anonymousId).toBe(other);
});

test('a page that is left before they have agreed sends what it knows', async () => {
  const tab = await openTab(collector);
  tab.kith.track('One');
  tab.leave();
  await pass(0);
  expect(collector.names()).toEqual(['One']);
});

test('an id that another subdomain has changed is taken over when the page is seen again', async () => {
  const tab = await openTab(collector, { cookieDomain: 'shop.example' });
  await pass(1_000);
  tab.hide();
  setCookie('kith_id=01a202e9-0000-7000-8000-000000000002;path=/;domain=shop.example');
  tab.show();
  expect(tab.kith.session()?.anonymousId).toBe('01a202e9-0000-7000-8000-000000000002');
});
