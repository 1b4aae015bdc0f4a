import { describe, expect, test } from 'vitest';
import { basic, buildApp, KEYS } from '../build-app.ts';

const ORIGIN = 'https://shop.example';

test.each([
  'authorization',
  'authorization,x-retry-count',
  'anonymousid,authorization,content-type,rsa-retry-attempt,rsa-retry-reason,sentat',
  'content-type,x-write-key',
])('a preflight that asks for %s is granted for two hours, on every path', async (headers) => {
  const { app } = buildApp();
  for (const url of ['/v1/t', '/v1/batch', '/v1/track/', '/sourceConfig/', '/api/s/page', '/beacon/v1/batch']) {
    const response = await app.inject({
      method: 'OPTIONS',
      url,
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
    });
    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': headers,
      'access-control-max-age': '7200',
    });
    expect(response.headers['access-control-allow-methods']).toContain('POST');
    expect(response.headers['access-control-allow-credentials']).toBeUndefined();
  }
});

test.each([
  ['a success', basic(KEYS.writeKey), '{"batch":[]}', 200],
  ['malformed JSON', basic(KEYS.writeKey), '{', 400],
  ['a wrong key', basic('pk_wrong'), '{}', 401],
  ['the secret key', basic(KEYS.secretKey), '{}', 403],
  ['a large body', basic(KEYS.writeKey), ' '.repeat(2_000_000), 413],
])('%s can be read by the page', async (_what, authorization, payload, status) => {
  const { app } = buildApp();
  const response = await app.inject({
    method: 'POST',
    url: '/v1/batch',
    headers: { authorization, origin: ORIGIN },
    payload,
  });
  expect(response.statusCode).toBe(status);
  expect(response.headers['access-control-allow-origin']).toBe('*');
  expect(response.headers['access-control-expose-headers']).toBe('Retry-After');
});

test.each(['/v2/track', '/v1/projects/pk_wrong/settings', '/sourceConfig'])(
  'that %s is not there can be read by the page',
  async (url) => {
    const { app } = buildApp();
    for (const method of ['GET', 'POST'] as const) {
      const response = await app.inject({ method, url, headers: { origin: ORIGIN } });
      expect(response.statusCode).toBeGreaterThan(400);
      expect(response.headers['access-control-allow-origin']).toBe('*');
    }
  },
);

describe('with KITH_ORIGINS', () => {
  const send = (origin: string | undefined) => {
    const { app, writer } = buildApp({ config: { origins: [ORIGIN], publicUrl: null, trustProxy: [] } });
    const headers = { authorization: basic(KEYS.writeKey), ...(origin && { origin }) };
    const payload = { batch: [{ type: 'page', anonymousId: 'a' }] };
    return app
      .inject({ method: 'POST', url: '/v1/batch', headers, payload })
      .then((response) => ({ response, writer }));
  };

  test('a listed origin is reflected', async () => {
    const { response, writer } = await send(ORIGIN);
    expect(response.statusCode).toBe(200);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(writer.events).toHaveLength(1);
  });

  test.each(['https://evil.example', 'null', `${ORIGIN}.evil.example`])('the origin %s is refused', async (origin) => {
    const { response, writer } = await send(origin);
    expect([response.statusCode, response.json().code]).toEqual([403, 'origin_not_allowed']);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    expect(writer.events).toHaveLength(0);
  });

  test('a backend, which has no origin, may send', async () => {
    const { response } = await send(undefined);
    expect(response.statusCode).toBe(200);
  });
});
