import { type Message, validate } from '@kith/protocol';
import { expect, test } from 'vitest';
import type { ReceivedMessage } from '../../src/collect/received-message.ts';
import { enricher } from '../../src/enrich/enrich.ts';
import { NOW } from '../build-app.ts';

const place = { country: 'DE', region: 'DE-BE', city: 'Berlin' };

function enriched(input: Record<string, unknown>, changes: Partial<ReceivedMessage> = {}) {
  const message = validate({ type: 'page', anonymousId: 'a1', ...input }) as Message;
  const received = {
    message,
    messageId: 'm1',
    contentHash: 'h',
    originalTimestamp: '2026-11-22T11:16:15.1234567Z',
    receivedAt: NOW,
    source: 'web',
    isServer: false,
    trust: 0,
    identityVerdict: null,
  } as const;
  return enricher((address) => (address === '8.8.8.0' ? place : null))({
    ...received,
    ip: null,
    place: null,
    userAgent: null,
    clientHints: {},
    ...changes,
  });
}

test('everything known of a page view is resolved', () => {
  const event = enriched(
    {
      name: 'Home',
      category: 'Shop',
      timestamp: '2026-11-22T11:16:15.1234567Z',
      sentAt: '2026-11-22T11:16:15.200Z',
      properties: { url: 'https://shop.example/?t=1', search: '?t=1', size: 1 },
      context: {
        page: {
          url: 'https://shop.example/p?utm_source=n&t=1',
          path: '/p',
          search: '?utm_source=n&t=1',
          title: 'P',
          referrer: 'https://b.example/?q=1',
        },
        locale: 'de-DE',
        replayUrl: 'https://replay.example/1',
        app: { name: 'Shop', version: '2' },
        kith: { seq: 7 },
      },
    },
    { ip: '8.8.8.0', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  );
  expect(event).toMatchObject({
    ...{
      messageId: 'm1',
      type: 'page',
      name: 'Home',
      category: 'Shop',
      anonymousId: 'a1',
      userId: null,
      source: 'web',
    },
    ...{ t: Date.UTC(2026, 10, 22, 11, 16, 15, 123), fraction: '4567', clockFlag: null, receivedAt: NOW },
    ...{
      originalTimestamp: '2026-11-22T11:16:15.1234567Z',
      sentAt: Date.UTC(2026, 10, 22, 11, 16, 15, 200),
      sequence: 7,
    },
    ...{
      url: 'https://shop.example/p?utm_source=n',
      host: 'shop.example',
      path: '/p',
      title: 'P',
      referrer: 'https://b.example/',
    },
    ...{ language: 'de-DE', replayUrl: 'https://replay.example/1', isActive: true, isBot: false },
    attributes: {
      geo: place,
      device: { device_type: 'desktop' },
      os: { os_name: 'Linux', os_version: null },
      browser: { browser_name: 'Firefox', browser_version: '140' },
      application: { application: 'Shop', application_version: '2' },
      host: { host: 'shop.example' },
    },
    campaign: { campaign_source: 'n', referrer: 'https://b.example/' },
  });
});

test('addresses are cleaned wherever they are stored', () => {
  const page = {
    url: 'https://shop.example/p?token=t0p#h',
    search: '?token=t0p',
    referrer: 'https://x.example/?token=t0p',
    path: '/p?token=t0p',
  };
  for (const input of [
    { properties: page, context: { page } },
    { type: 'track', event: 'Rage Click', properties: page, context: { page } },
  ]) {
    expect(JSON.stringify(enriched(input))).not.toContain('t0p');
  }
});

test('properties of other events are the sender’s own', () => {
  const properties = { url: 'https://shop.example/item?id=5', __proto__: null };
  expect(enriched({ type: 'track', event: 'Product Added', properties }).properties).toEqual({
    url: 'https://shop.example/item?id=5',
  });
});

test('an unknown group of attributes is absent, not empty', () => {
  expect(enriched({}, { ip: '9.9.9.0' }).attributes).toEqual({
    application: { application: 'web', application_version: null },
  });
});

test('the application is its namespace, else its name, else the key’s source', () => {
  const application = (app: unknown) =>
    enriched({ context: { app } }, { source: 'backend' }).attributes.application?.application;
  expect(application({ namespace: 'com.shop', name: 'Shop' })).toBe('com.shop');
  expect(application({ name: 'Shop' })).toBe('Shop');
  expect(application({ name: 7 })).toBe('backend');
  expect(application(undefined)).toBe('backend');
});

test.each(['javascript:alert(1)', 'data:text/html,x', '/relative', 7, ''])('%s is no replay link', (replayUrl) => {
  expect(enriched({ context: { replayUrl } }).replayUrl).toBeNull();
});

test('hostile keys stay keys', () => {
  const context = JSON.parse('{"__proto__":{"active":false},"page":{"__proto__":{"url":"https://evil.example"}}}');
  const event = enriched({ context });
  expect(event).toMatchObject({ isActive: true, url: null });
  expect(event.json.context).toBe(JSON.stringify(context));
});

test('the same message is enriched to the same event, whatever came before', () => {
  const input = {
    context: { page: { url: 'https://shop.example/?utm_source=n' } },
    timestamp: '2026-11-22T11:16:15.1Z',
  };
  const first = JSON.stringify(enriched(input));
  enriched({ context: { userAgent: 'x' } });
  expect(JSON.stringify(enriched(input))).toBe(first);
});
