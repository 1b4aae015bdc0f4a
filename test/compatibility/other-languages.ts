import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Call } from './conversation.ts';

/** A batch on its way. */
export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer> | string;
}

/** A library in another language, as it was recorded: what it posts, and when it posts that again. */
export interface OtherLibrary {
  /** A batch of calls; called once for each attempt where the library writes `sentAt` anew. */
  readonly post: (messages: readonly object[], key: string) => Post;
  readonly message: (call: Call) => object;
  /** Whether the same bytes are sent again. */
  readonly keepsBytes: boolean;
  /** Whether the answer makes the library send again; `answer` is the body. */
  readonly isRetried: (status: number, answer: string) => boolean;
}

const json = { 'content-type': 'application/json' };
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
const gzipped = { ...json, 'content-encoding': 'gzip' };

const now = () => new Date().toISOString();
const inMicroseconds = () => now().replace('Z', '123+00:00');
const inSeconds = () => now().replace(/\.\d+Z/, '+00:00');
const inNanoseconds = () => now().replace('Z', '000048Z');

const isObject = (answer: string) => answer.startsWith('{');

/** The libraries whose languages the tests cannot run. */
export const OTHER_LANGUAGES: Readonly<Record<string, OtherLibrary>> = {
  python: {
    message: (call) => ({
      ...{ integrations: {}, anonymousId: null, ...call, messageId: randomUUID(), timestamp: inMicroseconds() },
      context: { library: { name: 'analytics-python', version: '2.3.4' } },
    }),
    post: (batch, writeKey) => ({
      path: '/v1/batch',
      headers: { ...json, 'user-agent': 'analytics-python/2.3.4' },
      body: JSON.stringify({ batch, sentAt: inMicroseconds(), writeKey }),
    }),
    keepsBytes: false,
    isRetried: (status) => status !== 200 && (status < 400 || status >= 500 || status === 429),
  },
  'rudder-python': {
    message: (call) => ({
      ...{ integrations: {}, channel: 'server', ...call, messageId: randomUUID(), originalTimestamp: inMicroseconds() },
      context: { library: { name: 'analytics-python', version: '2.1.4' } },
    }),
    post: (batch, key) => ({
      path: '/v1/batch',
      headers: { ...gzipped, ...basic(key), 'user-agent': 'analytics-python/2.1.4' },
      body: gzipSync(JSON.stringify({ batch, sentAt: inMicroseconds() })),
    }),
    keepsBytes: false,
    isRetried: (status) => status !== 200 && (status < 400 || status >= 500 || status === 429),
  },
  ruby: {
    message: (call) => ({
      ...{ ...call, messageId: randomUUID(), timestamp: now() },
      context: { library: { name: 'analytics-ruby', version: '2.5.0' } },
    }),
    post: (batch, key) => ({
      path: '/v1/import',
      headers: { ...json, ...basic(key), accept: 'application/json', 'user-agent': 'analytics-ruby/2.5.0' },
      body: JSON.stringify({ sentAt: now(), batch }),
    }),
    keepsBytes: false,
    isRetried: (status, answer) => status >= 500 || status === 429 || !isObject(answer),
  },
  php: {
    message: (call) => ({
      ...{ properties: [], ...call, timestamp: inSeconds(), messageId: randomUUID() },
      context: { library: { name: 'analytics-php', version: '3.8.2', consumer: 'LibCurl' } },
    }),
    post: (batch, key) => ({
      path: '/v1/batch',
      headers: { ...gzipped, ...basic(key), 'user-agent': 'analytics-php/3.8.2' },
      body: gzipSync(JSON.stringify({ batch, sentAt: inSeconds() })),
    }),
    keepsBytes: true,
    isRetried: (status) => status !== 200 && (status < 400 || status >= 500 || status === 429),
  },
  go: {
    message: (call) => ({ ...call, messageId: randomUUID(), timestamp: inNanoseconds() }),
    post: (batch, key) => ({
      path: '/v1/batch',
      headers: { ...json, ...basic(key), 'user-agent': 'analytics-go (version: 3.0.0)' },
      body: JSON.stringify({
        ...{ messageId: randomUUID(), sentAt: inNanoseconds(), batch },
        context: { library: { name: 'analytics-go', version: '3.0.0' } },
      }),
    }),
    keepsBytes: true,
    isRetried: (status) => status >= 300,
  },
  java: {
    message: (call) => ({
      ...{ ...call, messageId: randomUUID(), timestamp: now(), integrations: {} },
      context: { library: { name: 'analytics-java', version: '3.5.0' } },
    }),
    post: (batch, writeKey) => ({
      path: '/v1/import/',
      headers: { ...json, ...basic(writeKey), 'user-agent': 'analytics-java/3.5.0' },
      body: JSON.stringify({ batch, sentAt: now(), context: {}, sequence: 1, writeKey }),
    }),
    keepsBytes: true,
    isRetried: (status) =>
      [408, 410, 429, 460].includes(status) || (status >= 500 && ![501, 505, 511].includes(status)),
  },
};
