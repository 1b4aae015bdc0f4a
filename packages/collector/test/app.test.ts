import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { kith } from '../src/app.ts';
import { basic, buildApp, fakeWriter, KEYS, NO_READERS, NOW } from './build-app.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kith-app-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const payload = { batch: [{ type: 'page', anonymousId: 'a1', messageId: 'm1' }] };

test('the collector says that it lives', async () => {
  const { app } = buildApp();
  const response = await app.inject({ url: '/health' });
  expect([response.statusCode, response.json()]).toEqual([200, { status: 'ok' }]);
});

describe('GET /kith.js', () => {
  test('is the browser SDK, cached, revalidated and readable from every site', async () => {
    const browserBundle = join(directory, 'kith.js');
    writeFileSync(browserBundle, 'first');
    const { app } = buildApp({ browserBundle });
    const first = await app.inject({ url: '/kith.js' });
    expect(first.body).toBe('first');
    expect(first.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': expect.stringContaining('max-age=3600'),
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const headers = { 'if-none-match': String(first.headers.etag) };
    expect((await app.inject({ url: '/kith.js', headers })).statusCode).toBe(304);

    writeFileSync(browserBundle, 'second');
    utimesSync(browserBundle, NOW / 1_000, NOW / 1_000);
    const second = await app.inject({ url: '/kith.js', headers });
    expect([second.statusCode, second.body]).toEqual([200, 'second']);
  });

  test('is compressed for who takes it', async () => {
    const browserBundle = join(directory, 'kith.js');
    writeFileSync(browserBundle, 'text '.repeat(100));
    const { app } = buildApp({ browserBundle });
    const response = await app.inject({ url: '/kith.js', headers: { 'accept-encoding': 'gzip, br' } });
    expect(response.headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: expect.stringContaining('Accept-Encoding'),
    });
    expect(gunzipSync(response.rawPayload).toString()).toBe('text '.repeat(100));
  });

  test('says how to build it where it is missing', async () => {
    const { app } = buildApp({ browserBundle: join(directory, 'none.js') });
    const response = await app.inject({ url: '/kith.js' });
    expect([response.statusCode, response.json().code]).toEqual([404, 'not_built']);
  });
});

test('the example site is served with the public key in its pages', async () => {
  writeFileSync(join(directory, 'index.html'), '<script data-write-key="YOUR_WRITE_KEY"></script>');
  writeFileSync(join(directory, 'cart.html'), 'cart');
  writeFileSync(join(directory, 'shop.css'), 'body {}');
  writeFileSync(join(directory, 'package.json'), '{}');
  const { app } = buildApp({ exampleDirectory: directory });
  const page = await app.inject({ url: '/example/' });
  expect(page.body).toBe(`<script data-write-key="${KEYS.writeKey}"></script>`);
  expect(page.headers['content-type']).toContain('text/html');
  expect((await app.inject({ url: '/example/cart.html' })).body).toBe('cart');
  expect((await app.inject({ url: '/example/shop.css' })).body).toBe('body {}');
  expect((await app.inject({ url: '/example' })).headers.location).toBe('/example/');
  for (const url of ['/example/package.json', '/example/none.css', '/example/../app.test.ts']) {
    expect((await app.inject({ url })).statusCode).toBe(404);
  }
});

test('without an example there is none', async () => {
  const { app } = buildApp();
  expect((await app.inject({ url: '/example/' })).statusCode).toBe(404);
});

test('it is a plugin for a server of one’s own, and changes nothing outside', async () => {
  const server = fastify();
  onTestFinished(() => server.close());
  const writer = fakeWriter();
  server.post('/own', (request) => ({ body: request.body }));
  const config = { origins: null, publicUrl: null };
  await server.register(kith, { prefix: '/kith', config, keys: KEYS, writer, readers: NO_READERS });

  const sent = await server.inject({
    method: 'POST',
    url: '/kith/v1/batch',
    headers: { authorization: basic(KEYS.writeKey) },
    payload,
  });
  expect(sent.json()).toMatchObject({ success: true, accepted: 1 });
  const settings = await server.inject({
    url: `/kith/v1/projects/${KEYS.writeKey}/settings`,
    headers: { host: 'own.example' },
  });
  expect(settings.json().integrations['Segment.io'].apiHost).toBe('own.example/kith/v1');
  const own = await server.inject({ method: 'POST', url: '/own', payload: { a: 1 } });
  expect(own.json()).toEqual({ body: { a: 1 } });
  expect(own.headers['access-control-allow-origin']).toBeUndefined();
});

describe('the address of a visitor', () => {
  const address = async (trustProxy: string[], forwarded: string) => {
    const { app, writer } = buildApp({ config: { origins: null, publicUrl: null, trustProxy } });
    const headers = { authorization: basic(KEYS.writeKey), 'x-forwarded-for': forwarded };
    await app.inject({ method: 'POST', url: '/v1/batch', headers, payload, remoteAddress: '10.0.0.9' });
    return writer.requests[0]?.ip;
  };

  test('is the connection’s, whatever X-Forwarded-For says', async () => {
    expect(await address([], '8.8.8.8')).toBe('10.0.0.0');
    expect(await address(['192.168.0.0/16'], '8.8.8.8')).toBe('10.0.0.0');
  });

  test('is the one a trusted proxy saw, the last it added', async () => {
    expect(await address(['10.0.0.0/8'], '8.8.8.8')).toBe('8.8.8.0');
    expect(await address(['10.0.0.0/8'], '1.1.1.1, 8.8.8.8')).toBe('8.8.8.0');
    expect(await address(['10.0.0.0/8'], '8.8.8.8, 10.0.0.1')).toBe('8.8.8.0');
    expect(await address(['10.0.0.0/8'], '[2001:db8:1:2::3]:443')).toBe('2001:db8:1::');
  });

  test('is none when a trusted proxy hands on nonsense', async () => {
    expect(await address(['10.0.0.0/8'], '<script>alert(1)</script>')).toBeNull();
  });
});

test('client hints and the User-Agent of a browser reach the writer, other headers do not', async () => {
  const { app, writer } = buildApp();
  const headers = {
    authorization: basic(KEYS.writeKey),
    'user-agent': 'UA',
    'sec-ch-ua-platform': '"macOS"',
    cookie: 'secret',
    origin: 'https://a.example',
  };
  await app.inject({ method: 'POST', url: '/v1/batch', headers, payload });
  expect(writer.requests[0]).toEqual({
    body: JSON.stringify(payload),
    type: 'batch',
    key: KEYS.writeKey,
    receivedAt: NOW,
    isBrowser: true,
    ip: '127.0.0.0',
    place: null,
    userAgent: 'UA',
    clientHints: { 'sec-ch-ua-platform': '"macOS"' },
  });
});

test('the log holds no payloads, keys or addresses', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line) => lines.push(line) });
  const { app } = buildApp({ logger });
  const body = '{"batch":[{"type":"page","anonymousId":"private-1"}';
  const send = (url: string, headers: Record<string, string>, text = body) =>
    app.inject({ method: 'POST', url, headers, payload: text, remoteAddress: '8.8.4.4' });
  await send('/v1/batch', { authorization: basic(KEYS.writeKey) });
  await send('/v1/batch', { authorization: basic(KEYS.writeKey) }, `${body}]}`);
  await send(`/beacon/v1/batch?writeKey=${KEYS.writeKey}`, {});
  await send('/v1/batch', { authorization: basic('pk_wrong_private') });
  await send('/v1/batch', { authorization: basic(KEYS.secretKey), origin: 'https://a.example' }, `${body}]}`);
  await app.inject({ url: `/nothing?writeKey=${KEYS.writeKey}` });
  const log = lines.join('');
  expect(log).toContain('secret_key_in_browser');
  expect(log).not.toMatch(/8\.8\.4\.4|private|pk_test|sk_test|cGtf|c2tf/);
});

test('a body that drips in is cut off', () => {
  const { app } = buildApp();
  expect(app.server.requestTimeout).toBeLessThanOrEqual(10_000);
  expect(app.server.headersTimeout).toBeLessThanOrEqual(5_000);
});
