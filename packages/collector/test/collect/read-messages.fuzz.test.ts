import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IngestRequest } from '../../src/collect/ingest.ts';
import { keyring } from '../../src/collect/keys.ts';
import { readMessages } from '../../src/collect/read-messages.ts';
import { enricher } from '../../src/enrich/enrich.ts';
import { KEYS, NOW } from '../build-app.ts';

const keys = keyring(KEYS);
const enrich = enricher(() => null);

const field = fc.constantFrom(
  ...['type', 'event', 'name', 'userId', 'anonymousId', 'previousId', 'groupId', 'messageId', 'timestamp', 'sentAt'],
  ...['context', 'properties', 'traits', 'page', 'campaign', 'url', 'search', 'referrer', 'userAgent', 'userAgentData'],
  ...[
    'brands',
    'fullVersionList',
    'device',
    'token',
    'maxTouchPoints',
    'externalIds',
    'id',
    'kith',
    'seq',
    'ip',
    'app',
  ],
  ...[
    'library',
    'channel',
    'replayUrl',
    'locale',
    'writeKey',
    'batch',
    '__proto__',
    'constructor',
    'toString',
    'length',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'track',
    'page',
    'identify',
    'alias',
    'group',
    'https://a.example/?utm_source=x&gclid=%',
    'http://[',
    '9999-12-31T23:59:59Z',
  ),
  fc.constantFrom(
    '0000-01-01T00:00:00Z',
    '2026-11-22T11:16:15.1234567Z',
    '%E0%A4%A',
    '\ud800',
    '\0',
    '::ffff:1.2.3.4',
    '🙂',
  ),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    text,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(1e308)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(field, tie('value')), { maxLength: 12 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

function request(body: string, key: string | null): IngestRequest {
  return {
    ...{ body, key, type: 'batch', receivedAt: NOW, isBrowser: true, ip: '8.8.8.0', clientHints: {} },
    userAgent: body.slice(0, 600),
  };
}

/** The other ways a text can be wrong: cut short, doubled, with a byte changed. */
const damage = fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }), fc.boolean());

test('whatever arrives, each message is accepted or rejected, and nothing is thrown', () => {
  const message = fc
    .tuple(value, fc.constantFrom('track', 'page', 'identify', 'alias', 'group', 'screen'))
    .map(([content, type]) => ({
      ...{ event: 'E', groupId: 'g', anonymousId: 'a1' },
      ...(typeof content === 'object' && !Array.isArray(content)
        ? content
        : { properties: { content }, context: content }),
      type,
    }));
  fc.assert(
    fc.property(fc.array(fc.oneof(message, value), { maxLength: 5 }), (batch) => {
      const reading = readMessages(request(JSON.stringify({ batch }), KEYS.writeKey), keys, enrich);
      if ('status' in reading) throw new Error(reading.code);
      const indexes = [...reading.events, ...reading.rejected].map(({ index }) => index);
      expect(indexes.sort((a, b) => a - b)).toEqual(batch.map((_, index) => index));
      for (const { event } of reading.events) {
        expect(event.messageId.length).toBeGreaterThan(0);
        expect(new Date(event.t).toISOString()).toHaveLength(24);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('whatever the body is, there is an answer', () => {
  fc.assert(
    fc.property(value, damage, fc.boolean(), (content, [position, change, isCut], hasKey) => {
      const whole = JSON.stringify(content) ?? '';
      const at = position % (whole.length + 1);
      const body = isCut ? whole.slice(0, at) + change : whole.slice(0, at) + change + whole.slice(at + 1);
      const reading = readMessages(request(body, hasKey ? KEYS.writeKey : null), keys, enrich);
      expect('status' in reading ? [400, 401, 413] : [200]).toContain('status' in reading ? reading.status : 200);
    }),
    { numRuns: 5_000 },
  );
});
