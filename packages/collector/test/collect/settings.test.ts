import { expect, test } from 'vitest';
import { basic, buildApp, KEYS } from '../build-app.ts';

const url = `/v1/projects/${KEYS.writeKey}/settings`;

test('Segment’s library is told the host it used, and nothing that makes it load or report elsewhere', async () => {
  const { app } = buildApp();
  for (const path of [url, `${url}/`]) {
    const response = await app.inject({ url: path, headers: { host: 'kith.example:8443' } });
    expect(response.json()).toEqual({
      integrations: { 'Segment.io': { apiKey: KEYS.writeKey, apiHost: 'kith.example:8443/v1', protocol: 'http' } },
      metrics: { sampleRate: 0 },
    });
    expect(response.headers['cache-control']).toContain('max-age');
  }
});

test('behind a trusted proxy the host is the proxy’s', async () => {
  const { app } = buildApp({ config: { origins: null, publicUrl: null, trustProxy: ['127.0.0.1/32'] } });
  const headers = { host: 'inner:4100', 'x-forwarded-host': 'kith.example', 'x-forwarded-proto': 'https' };
  const response = await app.inject({ url, headers });
  expect(response.json().integrations['Segment.io']).toMatchObject({ apiHost: 'kith.example/v1', protocol: 'https' });
});

test('forwarded headers from anybody else are ignored', async () => {
  const { app } = buildApp();
  const headers = { host: 'kith.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
  const response = await app.inject({ url, headers });
  expect(response.json().integrations['Segment.io']).toMatchObject({ apiHost: 'kith.example/v1', protocol: 'http' });
});

test('the public address wins, its sub-path included', async () => {
  const { app } = buildApp({ config: { origins: null, publicUrl: 'https://example.com/kith', trustProxy: [] } });
  const response = await app.inject({ url });
  expect(response.json().integrations['Segment.io']).toMatchObject({
    apiHost: 'example.com/kith/v1',
    protocol: 'https',
  });
});

test('RudderStack’s library gets a source without destinations', async () => {
  const { app } = buildApp();
  for (const path of ['/sourceConfig/?p=web', '/sourceConfig?p=web']) {
    const response = await app.inject({ url: path, headers: { authorization: basic(KEYS.writeKey) } });
    expect(response.json()).toEqual({ source: { id: 'kith', config: {}, destinations: [] } });
  }
  const byQuery = await app.inject({ url: `/sourceConfig/?writeKey=${KEYS.writeKey}` });
  expect(byQuery.statusCode).toBe(200);
});

test.each([
  ['/v1/projects/pk_wrong/settings', 401],
  ['/sourceConfig?writeKey=pk_wrong', 401],
  ['/sourceConfig', 401],
  [`/v1/projects/${KEYS.secretKey}/settings`, 403],
])('%s is refused', async (path, status) => {
  const { app } = buildApp();
  const response = await app.inject({ url: path });
  expect(response.statusCode).toBe(status);
  expect(response.json()).toMatchObject({ success: false, code: expect.any(String) });
});
