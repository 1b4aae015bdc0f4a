import { createHash } from 'node:crypto';
import { canonicalJson } from '@kith/protocol';
import { expect, test } from 'vitest';
import type { IngestRequest } from '../../src/collect/ingest.ts';
import { keyring } from '../../src/collect/keys.ts';
import { type Reading, readMessages } from '../../src/collect/read-messages.ts';
import { enricher } from '../../src/enrich/enrich.ts';
import { KEYS, NOW } from '../build-app.ts';

const track = { type: 'track', event: 'E', anonymousId: 'a1', timestamp: '2026-11-22T11:16:15.000Z' };

function request(body: unknown, changes: Partial<IngestRequest> = {}): IngestRequest {
  return {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    type: 'batch',
    key: KEYS.writeKey,
    receivedAt: NOW,
    isBrowser: true,
    ip: '8.8.8.0',
    userAgent: null,
    clientHints: {},
    ...changes,
  };
}

function read(body: unknown, changes: Partial<IngestRequest> = {}): Reading {
  const result = readMessages(
    request(body, changes),
    keyring(KEYS),
    enricher((address) => ({ country: address === '8.8.8.0' ? 'US' : 'DE', region: null, city: null })),
  );
  if ('status' in result) throw new Error(result.code);
  return result;
}

const events = (body: unknown, changes?: Partial<IngestRequest>) =>
  read(body, changes).events.map(({ event }) => event);
const backend = { key: KEYS.secretKey, isBrowser: false };

test('a missing messageId is a hash of the content: a retry is the same message', () => {
  const [first] = events(track);
  const [again] = events({ ...track, sentAt: '2026-11-22T11:16:15.100Z' }, { receivedAt: NOW + 60_000 });
  const [other] = events({ ...track, event: 'F' });
  expect(first?.messageId).toMatch(/^kith-[\da-f]{40}$/);
  expect(again?.messageId).toBe(first?.messageId);
  expect(other?.messageId).not.toBe(first?.messageId);
});

test('without a timestamp two equal messages stay two, in one request and in two', () => {
  const { timestamp: _, ...call } = track;
  const ids = [...events([call, call]), ...events(call, { receivedAt: NOW + 1 })].map((event) => event.messageId);
  expect(new Set(ids).size).toBe(3);
});

test('the content hash ignores how a message travelled and the order of its keys', () => {
  const message = { ...track, messageId: 'm', properties: { b: 1, a: [2] }, context: { locale: 'de', ip: '1.2.3.4' } };
  const copy = {
    ...{ context: { ip: '5.6.7.8', locale: 'de' }, properties: { a: [2], b: 1 }, ...track, messageId: 'm' },
    ...{ sentAt: '2026-11-22T11:16:16Z', _metadata: { retryCount: 1 }, integrations: { All: true }, writeKey: 'x' },
    ...{ timestamp: '2026-11-22T12:16:15.000+01:00', receivedAt: '2020-01-01T00:00:00Z', version: 2 },
  };
  const [first] = events(message);
  const [second] = events({ batch: [copy], sequence: 9, writeKey: 'y' });
  expect(second?.contentHash).toBe(first?.contentHash);
  expect(first?.contentHash).toMatch(/^[\da-f]{64}$/);
});

test('the content hash is that of the canonical JSON of what the message says', () => {
  const properties = { b: [1, null], a: '"' };
  const [event] = events({
    ...track,
    groupId: 'g',
    channel: 'web',
    category: 'Shop',
    properties,
    context: { locale: 'de' },
  });
  const { type, event: name, anonymousId, timestamp } = track;
  const nothing = { userId: null, previousId: null, traits: {} };
  const said = { type, name, anonymousId, groupId: 'g', channel: 'web', category: 'Shop', properties };
  const content = { ...said, ...nothing, context: { locale: 'de' }, timestamp: new Date(timestamp).toISOString() };
  expect(event?.contentHash).toBe(createHash('sha256').update(canonicalJson(content)).digest('hex'));
});

test.each([
  ['userId', { userId: 'u' }],
  ['a property', { properties: { a: 1 } }],
  ['a trait', { traits: { a: 1 } }],
  ['the context', { context: { locale: 'de' } }],
  ['the timestamp’s last digit', { timestamp: '2026-11-22T11:16:15.0000001Z' }],
])('the content hash changes with %s', (_what, change) => {
  expect(events({ ...track, ...change })[0]?.contentHash).not.toBe(events(track)[0]?.contentHash);
});

test('the envelope’s context and sentAt lie under each message’s own', () => {
  const batch = [track, { ...track, sentAt: '2026-11-22T11:16:15.050Z', context: { locale: 'de' } }];
  const [bare, own] = events({ batch, sentAt: '2026-11-22T11:16:15.100Z', context: { locale: 'en', timezone: 'UTC' } });
  expect(bare).toMatchObject({ language: 'en', sentAt: Date.UTC(2026, 10, 22, 11, 16, 15, 100) });
  expect(own).toMatchObject({ language: 'de', sentAt: Date.UTC(2026, 10, 22, 11, 16, 15, 50) });
  expect(JSON.parse(own?.json.context ?? '')).toEqual({ locale: 'de', timezone: 'UTC' });
});

test('the envelope’s messageId and timestamp are not the messages’', () => {
  const [event] = events({
    batch: [{ ...track, messageId: 'own' }],
    messageId: 'envelope',
    timestamp: '2020-01-01T00:00:00Z',
  });
  expect(event).toMatchObject({ messageId: 'own', t: Date.UTC(2026, 10, 22, 11, 16, 15) });
});

test('a browser’s address comes from its connection, whatever it claims, and is never stored', () => {
  const [event] = events({ ...track, context: { ip: '91.198.174.192' } });
  expect(event?.attributes.geo?.country).toBe('US');
  expect(JSON.stringify(event)).not.toMatch(/8\.8\.8|91\.198/);
});

test('a backend’s address says nothing: only the one in the context counts', () => {
  const [without] = events(track, backend);
  const [given] = events({ ...track, context: { ip: '91.198.174.192' } }, backend);
  const [library] = events({ ...track, context: { library: { name: 'analytics-node' }, ip: '91.198.174.192' } });
  expect(without?.attributes.geo).toBeUndefined();
  expect(given?.attributes.geo?.country).toBe('DE');
  expect(library?.attributes.geo).toBeUndefined();
});

test('a backend’s User-Agent and hints say nothing either', () => {
  const userAgent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
  const fromRequest = { userAgent, clientHints: { 'sec-ch-ua-platform': '"Windows"' } };
  expect(events(track, { ...backend, ...fromRequest })[0]?.attributes.os).toBeUndefined();
  expect(events(track, { ...fromRequest, clientHints: {} })[0]?.attributes.os?.os_name).toBe('iOS');
  expect(events({ ...track, context: { userAgent } }, backend)[0]?.attributes.os?.os_name).toBe('iOS');
});

test.each([
  ['@segment/analytics-node', true],
  ['analytics-python', true],
  ['analytics-ruby', true],
  ['analytics-php', true],
  ['analytics-go', true],
  ['analytics-java', true],
  ['Analytics.NET', true],
  ['analytics.js', false],
  ['@kith/browser', false],
  ['RudderLabs JavaScript SDK', false],
  ['analytics-ios', false],
  ['analytics-kotlin', false],
  ['analytics-react-native', false],
  [7, false],
])('the library %s is a server’s: %s', (name, isServer) => {
  expect(events({ ...track, context: { library: { name } } })[0]).toMatchObject({ isServer, trust: 0 });
});

test('the channel tells a server too', () => {
  expect(events({ ...track, channel: 'server' })[0]?.isServer).toBe(true);
  expect(events({ ...track, context: { channel: 'server' } })[0]?.isServer).toBe(true);
  expect(events({ ...track, channel: 'web', context: { library: { name: 'analytics-node' } } })[0]?.isServer).toBe(
    false,
  );
});

test('an alias without previousId renames its device, and only an alias has one', () => {
  const alias = { ...track, type: 'alias', userId: 'u' };
  expect(events(alias)[0]?.previousId).toBe('a1');
  expect(events({ ...alias, previousId: 'p' })[0]?.previousId).toBe('p');
  expect(events({ ...track, previousId: 'p' })[0]?.previousId).toBeNull();
});

test('traits fold of identify and group, never a stale copy on another call', () => {
  const context = { traits: { plan: 'old', city: 'Berlin' } };
  const traits = { plan: 'new' };
  expect(events({ ...track, type: 'identify', traits, context })[0]?.traits).toEqual({ plan: 'new', city: 'Berlin' });
  expect(events({ ...track, type: 'group', groupId: 'g', traits, context })[0]?.traits).toEqual({ plan: 'new' });
  const [event] = events({ ...track, traits, context });
  expect(event?.traits).toEqual({});
  expect(event?.json.traits).toBe('{"plan":"new"}');
});

test.each([
  [7, 7],
  [-1, 0],
  [1.5, 0],
  ['7', 0],
  [2 ** 53, 0],
  [undefined, 0],
])('the sequence number %s counts as %s', (seq, sequence) => {
  expect(events({ ...track, context: { kith: { seq } } })[0]?.sequence).toBe(sequence);
});

test('context.active false marks what is no interaction', () => {
  expect(
    events([track, { ...track, context: { active: false } }, { ...track, context: { active: 0 } }]).map(
      (event) => event.isActive,
    ),
  ).toEqual([true, false, true]);
});

test('custom ids and the push token are read, junk among them is left out', () => {
  const externalIds = [
    { id: 'c-1', type: 'crm' },
    { id: 42, type: 'shop' },
    { id: {}, type: 'x' },
    { id: 'no type' },
    null,
  ];
  const [event] = events({ ...track, context: { externalIds, device: { token: 't' } } });
  expect(event?.identifiers).toEqual([
    { kind: 'external', identifier: 'crm:c-1' },
    { kind: 'external', identifier: 'shop:42' },
    { kind: 'token', identifier: 't' },
  ]);
});

test('a well-known mistake is no identifier', () => {
  const { events: accepted, rejected } = read([
    { ...track, userId: 'undefined' },
    { ...track, anonymousId: 'null' },
  ]);
  expect(accepted.map(({ event }) => event.userId)).toEqual([null]);
  expect(rejected).toMatchObject([{ index: 1, code: 'missing_identifier' }]);
});

test.each([
  ...['', ' ', null, 'null', 'undefined', 'none', 'nil', 'NaN', 'anonymous', 'guest', 'unknown', 'true', 'false'],
  ...['0', 0, '-1', -1, '[object Object]', 'distinct_id', '00000000-0000-0000-0000-000000000000', '---'],
])('%j is junk: no person, and no device', (junk) => {
  expect(events({ ...track, userId: junk })[0]?.userId).toBeNull();
  expect(events({ ...track, anonymousId: junk, userId: 'ann' })[0]?.anonymousId).toBeNull();
});

test('42 and "42" are one person', () => {
  expect(events([42, '42', ' 42 '].map((userId) => ({ ...track, userId }))).map(({ userId }) => userId)).toEqual([
    '42',
    '42',
    '42',
  ]);
});

test('an identify of RudderStack’s, which puts traits into the context, says what one of Segment’s says', () => {
  const identify = { ...track, type: 'identify', userId: 'ann' };
  const [rudderstack] = events({ ...identify, context: { traits: { plan: 'pro' } } });
  const [segment] = events({ ...identify, traits: { plan: 'pro' } });
  expect(rudderstack?.traits).toEqual({ plan: 'pro' });
  expect(rudderstack?.traits).toEqual(segment?.traits);
});

test('a rejected message keeps its text, without key and address', () => {
  const { source, rejected } = read([
    { type: 'nonsense', writeKey: 'pk_x', properties: { a: 1 }, context: { ip: '1.2.3.4', locale: 'de' } },
    7,
  ]);
  expect(source).toBe('web');
  expect(JSON.parse(rejected[0]?.body ?? '')).toEqual({
    type: 'nonsense',
    properties: { a: 1 },
    context: { locale: 'de' },
  });
  expect(rejected[1]?.body).toBe('7');
});

test('a rejected message that is too deep or too large for keeping is kept without its text', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const body = `[{"type":"track","event":"E","userId":"u","properties":{"a":${deep}}},{"type":"${'x'.repeat(100_000)}"},${JSON.stringify(track)}]`;
  const { events: accepted, rejected } = read(body);
  expect(rejected).toMatchObject([
    { index: 0, code: 'too_complex', body: null },
    { index: 1, code: 'invalid_type', body: null },
  ]);
  expect(accepted).toHaveLength(1);
});

test('a byte order mark is no part of the body', () => {
  expect(events(`\ufeff${JSON.stringify(track)}`)).toHaveLength(1);
});
