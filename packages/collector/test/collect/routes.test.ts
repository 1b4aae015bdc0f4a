import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES, MAX_DECOMPRESSED_BYTES } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import { basic, buildApp, fakeWriter, KEYS } from '../build-app.ts';

const authorization = basic(KEYS.writeKey);
const track = { type: 'track', event: 'Signed Up', anonymousId: 'device-1', messageId: 'm1' };

describe('paths', () => {
  const long = ['track', 'identify', 'page', 'screen', 'group', 'alias'].map((type) => [`/v1/${type}`, type]);
  const short = Object.entries({ t: 'track', i: 'identify', p: 'page', s: 'screen', g: 'group', a: 'alias' });
  const jitsu = long.flatMap(([, type]) => [
    [`/api/s/${type}`, type],
    [`/api/s/s2s/${type}`, type],
  ]);
  const single = [...long, ...short.map(([path, type]) => [`/v1/${path}`, type]), ...jitsu] as [string, string][];

  test.each(single)('%s takes a single message and gives it the type of the path', async (path, type) => {
    const { app, writer } = buildApp();
    const message = { event: 'E', userId: 'u', groupId: 'g', previousId: 'p' };
    for (const url of [path, `${path}/`]) {
      const response = await app.inject({ method: 'POST', url, headers: { authorization }, payload: message });
      expect(response.statusCode).toBe(200);
      expect(response.json()).toEqual({ success: true, accepted: 1, duplicate: 0, rejected: [] });
    }
    expect(writer.events.map((event) => event.type)).toEqual([type, type]);
  });

  test.each(['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch'])('%s takes a batch', async (path) => {
    const { app, writer } = buildApp();
    for (const url of [path, `${path}/`]) {
      const payload = { batch: [track, { ...track, messageId: 'm2' }] };
      const response = await app.inject({ method: 'POST', url, headers: { authorization }, payload });
      expect(response.json()).toEqual({ success: true, accepted: 2, duplicate: 0, rejected: [] });
      expect(response.headers['content-type']).toMatch(/^application\/json/);
    }
    expect(writer.events).toHaveLength(4);
  });

  test('the type in the body wins over the path, and unknown types of Jitsu are rejected one by one', async () => {
    const { app, writer } = buildApp();
    await app.inject({ method: 'POST', url: '/v1/page', headers: { authorization }, payload: track });
    expect(writer.events[0]?.type).toBe('track');
    const payload = { anonymousId: 'a', type: 'conversion' };
    const response = await app.inject({
      method: 'POST',
      url: '/api/s/conversion',
      headers: { authorization },
      payload,
    });
    expect(response.statusCode).toBe(200);
    expect(response.json().rejected).toMatchObject([{ index: 0, code: 'invalid_type', path: 'type' }]);
  });

  test('metrics of the vendors’ libraries are answered and dropped', async () => {
    const { app, writer } = buildApp();
    const response = await app.inject({ method: 'POST', url: '/v1/m', payload: '{"series":[]}' });
    expect([response.statusCode, response.json()]).toEqual([200, { success: true }]);
    expect(writer.requests).toHaveLength(0);
  });

  test.each(['//v1/batch', '//v1/import/', '/v1//batch'])(
    '%s is what becomes of an address with a slash',
    async (url) => {
      const { app } = buildApp();
      const response = await app.inject({
        method: 'POST',
        url,
        headers: { authorization },
        payload: { batch: [track] },
      });
      expect(response.json()).toMatchObject({ success: true, accepted: 1 });
    },
  );

  test('other paths answer 404 in the same form', async () => {
    const { app } = buildApp();
    const response = await app.inject({ method: 'POST', url: '/v2/track', payload: track });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ success: false, code: 'not_found', message: expect.any(String) });
  });
});

describe('keys', () => {
  const send = (options: { url?: string; headers?: Record<string, string>; payload?: object }) => {
    const built = buildApp();
    const request = { method: 'POST' as const, url: '/v1/batch', payload: { batch: [track] }, ...options };
    return built.app.inject(request).then((response) => ({ response, writer: built.writer }));
  };

  test.each([
    ['Basic authorization', { headers: { authorization } }],
    ['Basic authorization without a colon', { headers: { authorization: `basic ${btoa(KEYS.writeKey)}` } }],
    ['X-Write-Key', { headers: { 'x-write-key': `${KEYS.writeKey}:anything` } }],
    ['the query', { url: `/beacon/v1/batch?writeKey=${KEYS.writeKey}` }],
    ['the body', { payload: { batch: [track], writeKey: KEYS.writeKey } }],
    ['the first message', { payload: { batch: [{ ...track, writeKey: KEYS.writeKey }] } }],
    [
      'the body beside a Bearer token',
      { headers: { authorization: 'Bearer t' }, payload: { batch: [track], writeKey: KEYS.writeKey } },
    ],
    [
      'the header beside a masked key in the body',
      { headers: { 'x-write-key': KEYS.writeKey }, payload: { ...track, writeKey: 'x:***' } },
    ],
  ])('a key is found in %s', async (_where, options) => {
    const { response, writer } = await send(options);
    expect(response.json()).toMatchObject({ success: true, accepted: 1 });
    expect(writer.events[0]).toMatchObject({ source: 'web', trust: 0, isServer: false });
  });

  test.each([
    ['no key', {}, 'missing_key'],
    ['a masked key only', { payload: { batch: [track], writeKey: 'pk:***' } }, 'missing_key'],
    ['a wrong key in a header', { headers: { authorization: basic('pk_wrong') } }, 'unknown_key'],
    ['a wrong key in the body', { payload: { batch: [track], writeKey: 'pk_wrong' } }, 'unknown_key'],
  ])('%s answers 401', async (_what, options, code) => {
    const { response, writer } = await send(options);
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({ success: false, code, message: expect.any(String), error: expect.any(String) });
    expect(writer.events).toHaveLength(0);
  });

  test('the secret key is a backend’s', async () => {
    const { writer } = await send({ headers: { authorization: basic(KEYS.secretKey) } });
    expect(writer.events[0]).toMatchObject({ source: 'backend', trust: 2, isServer: true });
  });

  test.each([{ origin: 'https://shop.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'the secret key from a browser (%o) answers 403',
    async (browser) => {
      const inHeader = await send({ headers: { authorization: basic(KEYS.secretKey), ...browser } });
      const inBody = await send({ headers: browser, payload: { batch: [track], writeKey: KEYS.secretKey } });
      for (const { response, writer } of [inHeader, inBody]) {
        expect([response.statusCode, response.json().code]).toEqual([403, 'secret_key_in_browser']);
        expect(writer.events).toHaveLength(0);
      }
    },
  );
});

describe('answers', () => {
  const post = (payload: string | Buffer, headers: Record<string, string> = {}) => {
    const { app, writer } = buildApp();
    const request = { method: 'POST' as const, url: '/v1/batch', headers: { authorization, ...headers }, payload };
    return app.inject(request).then((response) => ({ response, writer }));
  };

  test.each(['{"batch":[', 'null', '"text"', '42', '[', '{"batch":{}}', '{"batch":"x"}', 'type=track&event=x'])(
    '%s answers 400',
    async (text) => {
      const { response } = await post(text);
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ success: false, code: expect.any(String), message: expect.any(String) });
    },
  );

  test('an empty body answers 400', async () => {
    const { response } = await post('');
    expect([response.statusCode, response.json().code]).toEqual([400, 'empty_body']);
  });

  test('an empty batch is a success of nothing', async () => {
    const { response } = await post('{"batch":[]}');
    expect(response.json()).toEqual({ success: true, accepted: 0, duplicate: 0, rejected: [] });
  });

  test('a bad message among good ones costs nobody else', async () => {
    const batch = [
      track,
      { ...track, anonymousId: undefined },
      7,
      { ...track, timestamp: 'yesterday' },
      { ...track, messageId: 'm5' },
    ];
    const { response, writer } = await post(JSON.stringify({ batch }));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      success: true,
      accepted: 2,
      rejected: [
        { index: 1, code: 'missing_identifier', path: 'anonymousId', message: expect.any(String) },
        { index: 2, code: 'invalid_message', path: '' },
        { index: 3, code: 'invalid_timestamp', path: 'timestamp' },
      ],
    });
    expect(writer.events.map((event) => event.messageId)).toEqual(['m1', 'm5']);
    expect(writer.rejected).toHaveLength(3);
  });

  test('a message with a key named __proto__ or constructor keeps it and harms nobody', async () => {
    const properties = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const { response, writer } = await post(
      `{"batch":[{"type":"track","event":"E","userId":"u","properties":${properties}}]}`,
    );
    expect(response.json()).toMatchObject({ accepted: 1 });
    expect(JSON.stringify(writer.events[0]?.properties)).toBe(properties);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('more messages than a batch may hold answer 413', async () => {
    const { response } = await post(JSON.stringify({ batch: new Array(2_501).fill(0) }));
    expect([response.statusCode, response.json().code]).toEqual([413, 'too_many_messages']);
  });

  test('a body over the limit on the wire answers 413', async () => {
    const { response } = await post(' '.repeat(5 * MAX_BODY_BYTES));
    expect([response.statusCode, response.json().code]).toEqual([413, 'too_large']);
    const { response: fits } = await post(`{"batch":[]}${' '.repeat(MAX_BODY_BYTES - 12)}`);
    expect(fits.statusCode).toBe(200);
  });

  test('a gzip bomb answers 413', async () => {
    const { response } = await post(gzipSync(Buffer.alloc(200 * MAX_BODY_BYTES, ' ')), { 'content-encoding': 'gzip' });
    expect([response.statusCode, response.json().code]).toEqual([413, 'too_large']);
    const { response: fits } = await post(gzipSync(`{"batch":[]}${' '.repeat(MAX_DECOMPRESSED_BYTES - 12)}`));
    expect(fits.statusCode).toBe(200);
  });

  test.each([
    ['503', { status: 503, code: 'busy', message: 'later', retryAfter: 1.2 }, '2'],
    ['413', { status: 413, code: 'x', message: 'y' }, undefined],
  ] as const)('what the writer answers is passed on: %s', async (_status, answer, retryAfter) => {
    const { app } = buildApp({ writer: { ...fakeWriter(), submit: async () => answer } });
    const response = await app.inject({
      method: 'POST',
      url: '/v1/batch',
      headers: { authorization, origin: 'https://a.example' },
      payload: '{}',
    });
    expect(response.statusCode).toBe(answer.status);
    expect(response.json()).toEqual({
      success: false,
      code: answer.code,
      message: answer.message,
      error: answer.message,
    });
    expect(response.headers['retry-after']).toBe(retryAfter);
    expect(response.headers['access-control-allow-origin']).toBe('*');
  });

  test('a failure inside answers 500 without details', async () => {
    const { app } = buildApp({
      writer: { ...fakeWriter(), submit: async () => Promise.reject(new Error('secret detail')) },
    });
    const response = await app.inject({ method: 'POST', url: '/v1/batch', headers: { authorization }, payload: '{}' });
    expect([response.statusCode, response.json().code]).toEqual([500, 'internal_error']);
    expect(response.body).not.toContain('secret detail');
  });
});
