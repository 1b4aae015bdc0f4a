import { gzipSync } from 'node:zlib';
import type { InjectOptions } from 'fastify';
import type { EnrichedEvent } from '../../src/enrich/enriched-event.ts';
import { basic, KEYS } from '../build-app.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const writeKey = KEYS.writeKey;
const authorization = basic(writeKey);
const json = (value: unknown) => JSON.stringify(value);

/** A request of a client library, and what of the event that comes of it says that it was understood. */
export interface Client {
  readonly request: InjectOptions;
  readonly event: Partial<Record<keyof EnrichedEvent, unknown>>;
}

/** One request of each client library, in the shape in which it really arrives. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  'Segment node 3': {
    request: {
      url: '/v1/batch',
      headers: { authorization, 'content-type': 'application/json', 'user-agent': 'analytics-node-next/3.1.0' },
      payload: json({
        batch: [
          {
            type: 'track',
            event: 'Signed Up',
            userId: 'u1',
            properties: {},
            integrations: {},
            messageId: 'node-next-1763810175123-7f2c2c1e-0000-4000-8000-000000000000',
            timestamp: '2026-11-22T11:16:15.000Z',
            context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
            _metadata: { nodeVersion: '24.0.0' },
          },
        ],
        writeKey,
        sentAt: '2026-11-22T11:16:15.100Z',
      }),
    },
    event: { type: 'track', name: 'Signed Up', userId: 'u1', isServer: true, trust: 0 },
  },
  'Segment python': {
    request: {
      url: '/v1/batch',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'user-agent': 'analytics-python/2.3.4',
      },
      payload: gzipSync(
        json({
          batch: [
            {
              type: 'identify',
              userId: 42,
              anonymousId: null,
              traits: { plan: 'pro' },
              messageId: '0e8a5b1e-1111-4222-8333-444455556666',
              timestamp: '2026-11-22T11:16:14.123456+00:00',
              integrations: {},
              context: { library: { name: 'analytics-python', version: '2.3.4' } },
            },
          ],
          writeKey,
          sentAt: '2026-11-22T11:16:15.000000+00:00',
        }),
      ),
    },
    event: {
      type: 'identify',
      userId: '42',
      anonymousId: null,
      traits: { plan: 'pro' },
      fraction: '456',
      isServer: true,
    },
  },
  'RudderStack node': {
    request: {
      url: '/v1/batch',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
      payload: gzipSync(
        json({
          batch: [
            {
              type: 'group',
              userId: 'u1',
              groupId: 'acme',
              traits: { name: 'Acme' },
              context: { library: { name: 'analytics-node', version: '3.0.13' } },
              messageId: 'node-8f3c-1',
              originalTimestamp: '2026-11-22T11:16:15.000Z',
              channel: 'server',
            },
          ],
          sentAt: '2026-11-22T11:16:15.050Z',
        }),
      ),
    },
    event: {
      type: 'group',
      groupId: 'acme',
      traits: { name: 'Acme' },
      isServer: true,
      t: Date.UTC(2026, 10, 22, 11, 16, 15),
    },
  },
  'Segment ruby': {
    request: {
      url: '/v1/import',
      headers: { authorization, 'content-type': 'application/json' },
      payload: json({
        sentAt: '2026-11-22T11:16:15.000Z',
        batch: [
          {
            type: 'page',
            name: 'Home',
            userId: 'u1',
            messageId: 'r1',
            timestamp: '2026-11-22T12:16:15.000+01:00',
            context: { library: { name: 'analytics-ruby', version: '2.5.0' } },
          },
        ],
      }),
    },
    event: { type: 'page', name: 'Home', isServer: true, originalTimestamp: '2026-11-22T11:16:15.000Z' },
  },
  'Segment java': {
    request: {
      url: '/v1/import/',
      headers: { authorization, 'content-type': 'application/json' },
      payload: json({
        batch: [
          {
            type: 'screen',
            name: 'Cart',
            anonymousId: 'a1',
            messageId: 'j1',
            context: { library: { name: 'analytics-java', version: '3' } },
          },
        ],
        sentAt: '2026-11-22T11:16:15.000Z',
        sequence: 1,
        writeKey,
      }),
    },
    event: { type: 'screen', name: 'Cart', isServer: true },
  },
  'Segment go': {
    request: {
      url: '/v1/batch',
      headers: { authorization, 'content-type': 'application/json', 'user-agent': 'analytics-go (version: 3.0.0)' },
      payload: json({
        messageId: 'the-envelope',
        sentAt: '2026-11-22T11:16:15.1Z',
        batch: [
          {
            type: 'identify',
            messageId: 'g1',
            userId: 'u1',
            timestamp: '2026-11-22T11:16:15.0000048Z',
            traits: { plan: 'free' },
          },
        ],
        context: { library: { name: 'analytics-go', version: '3.0.0' } },
      }),
    },
    event: { messageId: 'g1', isServer: true, fraction: '0048', originalTimestamp: '2026-11-22T11:16:15.0000048Z' },
  },
  'Segment php': {
    request: {
      url: '/v1/batch',
      headers: { authorization, 'content-type': 'application/json' },
      payload: json({
        batch: [
          {
            userId: 'u1',
            event: 'Paid',
            properties: [],
            context: { library: { name: 'analytics-php', version: '3.8.2', consumer: 'LibCurl' } },
            timestamp: '2026-11-22T11:16:15+00:00',
            messageId: 'p1',
            type: 'track',
          },
        ],
        sentAt: '2026-11-22T11:16:15+00:00',
      }),
    },
    event: { name: 'Paid', properties: {}, isServer: true },
  },
  'Segment in the browser': {
    request: {
      url: '/v1/t',
      headers: { authorization, 'content-type': 'text/plain', origin: 'https://shop.example', 'user-agent': CHROME },
      payload: json({
        timestamp: '2026-11-22T11:16:15.000Z',
        integrations: {},
        type: 'track',
        event: 'Viewed',
        properties: {},
        context: {
          page: {
            path: '/p',
            referrer: 'https://google.com/',
            search: '?utm_source=news&token=x',
            title: 'P',
            url: 'https://shop.example/p?utm_source=news&token=x',
          },
          userAgent: CHROME,
          userAgentData: { brands: [{ brand: 'Google Chrome', version: '150' }], mobile: false, platform: 'Windows' },
          locale: 'de-DE',
          timezone: 'Europe/Berlin',
          campaign: { source: 'news' },
          library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
        },
        messageId: 'ajs-next-1763810175000-7f2c2c1e',
        userId: null,
        anonymousId: 'a1',
        writeKey,
        sentAt: '2026-11-22T11:16:15.050Z',
        _metadata: { bundled: ['Segment.io'], retryCount: 0 },
      }),
    },
    event: {
      anonymousId: 'a1',
      userId: null,
      isServer: false,
      host: 'shop.example',
      url: 'https://shop.example/p?utm_source=news',
      language: 'de-DE',
    },
  },
  'RudderStack in the browser': {
    request: {
      url: '/v1/identify',
      headers: {
        authorization,
        anonymousid: 'YTE=',
        'content-type': 'application/json;charset=UTF-8',
        origin: 'https://shop.example',
      },
      payload: json({
        type: 'identify',
        channel: 'web',
        userId: '',
        anonymousId: 'a1',
        context: {
          traits: { email: 'ada@example.com' },
          sessionId: 1763810175123,
          sessionStart: true,
          app: { name: 'RudderLabs JavaScript SDK', version: '3.34.1', namespace: 'com.rudderlabs.javascript' },
          library: { name: 'RudderLabs JavaScript SDK', version: '3.34.1' },
          page: { path: '/', referrer: '$direct', url: 'https://shop.example/' },
          os: { name: '', version: '' },
        },
        messageId: 'm1',
        originalTimestamp: '2026-11-22T11:16:15.000Z',
        sentAt: '2026-11-22T11:16:15.010Z',
      }),
    },
    event: {
      userId: null,
      traits: { email: 'ada@example.com' },
      referrer: null,
      campaign: null,
      isServer: false,
    },
  },
  'RudderStack’s beacon': {
    request: {
      url: `/beacon/v1/batch?writeKey=${writeKey}`,
      headers: { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://shop.example' },
      payload: json({
        batch: [{ type: 'page', channel: 'web', anonymousId: 'a1', messageId: 'b1' }],
        sentAt: '2026-11-22T11:16:15.000Z',
      }),
    },
    event: { type: 'page', isServer: false },
  },
  'Jitsu in the browser': {
    request: {
      url: '/api/s/page',
      headers: {
        'x-write-key': `${writeKey}:secret`,
        'content-type': 'application/json',
        origin: 'https://shop.example',
      },
      payload: json({
        type: 'page',
        anonymousId: 'a1',
        userId: null,
        messageId: '2h3k4j5h6g7f8d9s0a1b2',
        writeKey: `${writeKey}:***`,
        context: { library: { name: '@jitsu/js', version: '1.11.0', env: 'browser' }, campaign: {}, groupId: 'acme' },
      }),
    },
    event: { type: 'page', groupId: 'acme', campaign: null, isServer: false },
  },
  'Jitsu in node': {
    request: {
      url: '/api/s/s2s/track',
      headers: { 'x-write-key': `${writeKey}:secret` },
      payload: json({
        type: 'track',
        event: 'E',
        userId: 'u1',
        messageId: 'x1',
        context: { library: { name: '@jitsu/js', env: 'node' } },
      }),
    },
    event: { type: 'track', isServer: true },
  },
  'Segment kotlin': {
    request: {
      url: '/v1/b',
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      payload: gzipSync(
        json({
          writeKey,
          batch: [
            {
              type: 'screen',
              name: 'Home',
              anonymousId: 'a1',
              messageId: 'k1',
              context: { library: { name: 'analytics-kotlin', version: '1' }, device: { token: 't1' } },
            },
          ],
        }),
      ),
    },
    event: { type: 'screen', isServer: false, identifiers: [{ kind: 'token', identifier: 't1' }] },
  },
  'a browser’s beacon without a type': {
    request: {
      url: '/v1/batch',
      payload: Buffer.from(json({ writeKey, batch: [{ type: 'page', anonymousId: 'a1' }] })),
      headers: { origin: 'https://shop.example', 'content-type': 'not a type' },
    },
    event: { type: 'page', isServer: false },
  },
};
