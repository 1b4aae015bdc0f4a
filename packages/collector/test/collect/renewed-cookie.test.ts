import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildApp } from '../build-app.ts';

const ID = '01a20000-0000-7000-8000-000000123456';

async function answerTo(cookie: string | undefined, cookieDomain: string | null, protocol = 'http') {
  const directory = mkdtempSync(join(tmpdir(), 'kith-cookie-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const browserBundle = join(directory, 'kith.js');
  writeFileSync(browserBundle, 'script');
  const config = { cookieDomain, origins: null, publicUrl: null, trustProxy: ['127.0.0.1'] };
  const { app } = buildApp({ browserBundle, config });
  const headers = { 'x-forwarded-proto': protocol, ...(cookie && { cookie }) };
  const response = await app.inject({ url: '/kith.js', headers });
  return { cookie: response.headers['set-cookie'], cache: String(response.headers['cache-control']).split(',')[0] };
}

test('the script renews the id that a browser brings, in an answer of its own', async () => {
  expect(await answerTo(`theme=dark; kith_id=${ID}`, 'host')).toEqual({
    cookie: `kith_id=${ID}; Path=/; Max-Age=31536000; SameSite=Lax`,
    cache: 'private',
  });
  expect((await answerTo(`kith_id=of-before; kith_id=${ID}; theme=dark`, 'example.com', 'https')).cookie).toBe(
    `kith_id=${ID}; Path=/; Max-Age=31536000; SameSite=Lax; Domain=example.com; Secure`,
  );
});

test.each([
  [undefined, 'host'],
  ['theme=dark', 'host'],
  ['other_kith_id=1', 'host'],
  ['kith_id=<script>', 'host'],
  ['kith_id=', 'host'],
  [`kith_id=${ID}`, null],
])('with the cookie %j, asked to renew for %j, it renews nothing', async (cookie, domain) => {
  expect(await answerTo(cookie, domain)).toEqual({ cookie: undefined, cache: 'public' });
});
