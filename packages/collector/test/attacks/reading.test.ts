import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { basic } from '../build-app.ts';
import { startTarget } from './target.ts';

const { collector, backend, attack, rows } = startTarget();
const EMAIL = 'victim@shop.example';

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(collector().address + path, { headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Every way in which a client may name its key. */
const ways = (): Record<string, Record<string, string>> => {
  const { writeKey } = collector().keys;
  return {
    'Basic authorization': { authorization: basic(writeKey) },
    'a Bearer token': { authorization: `Bearer ${writeKey}` },
    'a header': { 'x-write-key': writeKey },
    'a cookie': { cookie: `token=${writeKey}; admin=${writeKey}; session=${writeKey}` },
  };
};

describe('with the public key nobody reads', () => {
  const PATHS = [
    '/api/decisions',
    '/api/keys',
    '/api/rebuild',
    '/api/profiles',
    '/api/profiles/u:victim',
    '/v1/batch',
    '/v1/identify?userId=victim',
    '/v1/track/../../api/decisions',
    '/v1/users/victim',
    '/kith.db',
    '/kith.db-wal',
    '/kith.db.keys.json',
    '/.env',
    '/example/../kith.db',
    '/example/%2e%2e/kith.db',
    '/..%2fkith.db.keys.json',
    '//etc/passwd',
  ];

  test('anything of anybody, on any path', async () => {
    await backend({ type: 'identify', userId: 'victim', traits: { email: EMAIL } });
    for (const path of PATHS) {
      for (const [way, headers] of Object.entries(ways())) {
        const { status, text } = await get(path, headers);
        expect([401, 404], `${path} with ${way}`).toContain(status);
        expect(text).not.toMatch(/victim|SQLite|sk_|at_/);
      }
    }
  });

  test('figures, where a proxy or the network asks for them', async () => {
    for (const headers of Object.values(ways())) {
      for (const proxied of [
        { 'x-forwarded-for': '127.0.0.1' },
        { forwarded: 'for=127.0.0.1' },
        { via: '1.1 proxy' },
      ]) {
        expect((await get('/metrics', { ...headers, ...proxied })).status).toBe(401);
      }
    }
  });

  test('in an answer: it says the same of those whom the collector knows and of others', async () => {
    await backend({ type: 'track', event: 'Signed Up', userId: 'victim', messageId: 'signup-victim' });
    const probe = (user: string, messageId: string) => ({ type: 'track', event: 'Signed Up', userId: user, messageId });
    const known = await attack(probe('victim', 'signup-victim'));
    const unknown = await attack(probe('nobody', 'signup-nobody'));
    expect(known.body).toEqual(unknown.body);
    expect([...known.headers.keys()]).toEqual([...unknown.headers.keys()]);
  });
});

describe('the administration', () => {
  const change = { kind: 'exclude', identity: 'u:victim', value: true };
  const post = (path: string, headers: Record<string, string>, body: string = JSON.stringify(change)) =>
    fetch(collector().address + path, { method: 'POST', headers, body }).then(({ status }) => status);

  test('does not open to a key of clients, in whatever form', async () => {
    const { secretKey } = collector().keys;
    const secret = {
      'the secret key': { authorization: `Bearer ${secretKey}` },
      basic: { authorization: basic(secretKey) },
    };
    for (const [way, headers] of Object.entries({ ...ways(), ...secret })) {
      for (const path of ['/api/decisions', '/api/keys', '/api/rebuild', '/api//decisions', '/API/decisions']) {
        expect([401, 404], `${path} with ${way}`).toContain(
          await post(path, { ...headers, 'content-type': 'application/json' }),
        );
      }
    }
    expect(rows('SELECT count(*) FROM decisions')).toEqual([[0]]);
  });

  test('does not open to a token in the address, in a cookie or in the body, which pages of others could send along', async () => {
    const { adminToken } = collector().keys;
    const json = { 'content-type': 'application/json' };
    expect(await post(`/api/decisions?token=${adminToken}&access_token=${adminToken}`, json)).toBe(401);
    for (const name of ['token', 'admin_token', 'session', 'authorization']) {
      expect(await post('/api/decisions', { ...json, cookie: `${name}=${adminToken}` })).toBe(401);
    }
    expect(await post('/api/decisions', json, JSON.stringify({ ...change, adminToken, token: adminToken }))).toBe(401);
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' };
    expect(await post('/api/decisions', form, `token=${adminToken}`)).toBe(401);
    expect(rows('SELECT count(*) FROM decisions')).toEqual([[0]]);
  });

  test('cannot be read by pages of other sites, nor can figures, though they are on the same machine', async () => {
    const origin = 'https://evil.example';
    const { adminToken } = collector().keys;
    for (const path of ['/metrics', '/ready', '/health', '/api/decisions']) {
      const { headers } = await get(path, { origin, authorization: `Bearer ${adminToken}` });
      expect(headers.get('access-control-allow-origin'), path).toBeNull();
    }
    const allowed = await get('/kith.js', { origin });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('*');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('does not open by another method', async () => {
    const { writeKey } = collector().keys;
    const headers = {
      authorization: `Bearer ${writeKey}`,
      'x-http-method-override': 'POST',
      'content-type': 'application/json',
    };
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD']) {
      const response = await fetch(`${collector().address}/api/decisions`, { method, headers });
      expect([400, 401, 404], method).toContain(response.status);
    }
  });
});

test('what an attacker writes is not reflected in an error', async () => {
  const script = '<script>alert(1)</script>';
  const { status, text, headers } = await get(`/${encodeURIComponent(script)}?q=${encodeURIComponent(script)}`);
  expect([status, headers.get('content-type')]).toEqual([404, expect.stringContaining('application/json')]);
  expect(text).not.toContain('script');
});

test('the host in the settings document is not an attacker’s to choose by headers of proxies', async () => {
  const { address, keys } = collector();
  const { text } = await get(`/v1/projects/${keys.writeKey}/settings`, {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'ftp',
    forwarded: 'host=evil.example',
  });
  expect(text).not.toMatch(/evil|ftp/);
  expect(text).toContain(basename(address));
});
