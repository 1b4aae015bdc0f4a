import { expect, test } from 'vitest';
import { basic, buildApp, KEYS } from '../build-app.ts';

const PROXY = '10.0.0.2';
const TRUSTED = ['10.0.0.0/8', '::1', '2001:db8:aaaa::/48'];

/** Forms of X-Forwarded-For as they come through a trusted proxy, and the network that is believed. */
const FROM_PROXY: readonly (readonly [header: string, network: string | null])[] = [
  ['8.8.8.8', '8.8.8.0'],
  [' 8.8.8.8 ', '8.8.8.0'],
  ['8.8.8.8:51234', '8.8.8.0'],
  ['2a00:1450:4001:81b::200e', '2a00:1450:4001::'],
  ['[2a00:1450:4001:81b::200e]', '2a00:1450:4001::'],
  ['[2a00:1450:4001:81b::200e]:443', '2a00:1450:4001::'],
  ['2A00:1450:4001::1', '2a00:1450:4001::'],
  ['::ffff:8.8.8.8', '8.8.8.0'],
  ['::ffff:808:808', '8.8.8.0'],
  ['fe80::1%eth0', 'fe80:0:0::'],
  // The last one that no trusted proxy wrote: everything before it is hearsay.
  ['1.1.1.1, 8.8.8.8', '8.8.8.0'],
  ['1.1.1.1,8.8.8.8', '8.8.8.0'],
  ['<script>, 8.8.8.8', '8.8.8.0'],
  ['127.0.0.1, 8.8.8.8', '8.8.8.0'],
  ['10.0.0.9, 8.8.8.8', '8.8.8.0'],
  ['8.8.8.8, 10.0.0.3', '8.8.8.0'],
  ['8.8.8.8, 10.0.0.3, 10.1.2.3', '8.8.8.0'],
  ['8.8.8.8, 10.0.0.3, ::1', '8.8.8.0'],
  ['1.1.1.1, 8.8.8.8, 2001:db8:aaaa::7', '8.8.8.0'],
  ['10.0.0.4, 10.0.0.3', '10.0.0.0'],
  ['8.8.8.8, 192.168.0.1', '192.168.0.0'],
  ['8.8.8.8, 10.0.0.3:8080', '10.0.0.0'],
  ['8.8.8.8, unknown', null],
  ['8.8.8.8,', '8.8.8.0'],
  [',8.8.8.8', '8.8.8.0'],
  ['', '10.0.0.0'],
  [' ', '10.0.0.0'],
  ['unknown', null],
  ['_hidden', null],
  ['localhost', null],
  ['example.com', null],
  ['8.8.8', null],
  ['8.8.8.8.8', null],
  ['999.8.8.8', null],
  ['0x8080808', null],
  ['134744072', null],
  ['8.8.8.8/24', null],
  ['"8.8.8.8"', null],
  ['for=8.8.8.8', null],
  ['8.8.8.8; 1.1.1.1', null],
  ["' OR 1=1 --", null],
  [`${'1.1.1.1, '.repeat(20)}8.8.8.8`, '8.8.8.0'],
  ['8'.repeat(129), null],
];

/** Headers that name a visitor's address elsewhere, and which nobody reads. */
const OTHER_HEADERS = {
  forwarded: 'for=8.8.8.8',
  'x-real-ip': '8.8.8.8',
  'x-client-ip': '8.8.8.8',
  'true-client-ip': '8.8.8.8',
  'cf-connecting-ip': '8.8.8.8',
  'fastly-client-ip': '8.8.8.8',
};

/** A collector that says which network it takes a request's headers and peer for. */
function networksOf(trustProxy: string[]) {
  const { app, writer } = buildApp({ config: { origins: null, publicUrl: null, trustProxy } });
  return async (headers: Record<string, string>, remoteAddress: string) => {
    const response = await app.inject({
      ...{ method: 'POST', url: '/v1/page', remoteAddress, payload: { anonymousId: 'a1' } },
      headers: { authorization: basic(KEYS.writeKey), ...headers },
    });
    expect(response.statusCode).toBe(200);
    return writer.requests.at(-1)?.ip;
  };
}

test('there are forty forms and more', () => {
  expect(FROM_PROXY.length).toBeGreaterThanOrEqual(40);
});

test.each(FROM_PROXY)('through a trusted proxy %j is the network %s', async (header, network) => {
  expect(await networksOf(TRUSTED)({ 'x-forwarded-for': header }, PROXY)).toBe(network);
});

test('from anybody else none of them changes anything', async () => {
  const [networkOf, networkWithoutTrust] = [networksOf(TRUSTED), networksOf([])];
  for (const [header] of FROM_PROXY) {
    expect(await networkOf({ 'x-forwarded-for': header }, '9.9.9.9'), header).toBe('9.9.9.0');
    expect(await networkOf({ 'x-forwarded-for': header }, '::ffff:9.9.9.9'), header).toBe('9.9.9.0');
    expect(await networkWithoutTrust({ 'x-forwarded-for': header }, PROXY), header).toBe('10.0.0.0');
  }
});

test.each(['::1', '0:0:0:0:0:0:0:1', '::ffff:10.0.0.2', '2001:db8:aaaa:0:1::2'])(
  'the trusted proxy may be connected as %s',
  async (peer) => {
    expect(await networksOf(TRUSTED)({ 'x-forwarded-for': '8.8.8.8' }, peer)).toBe('8.8.8.0');
  },
);

test.each(Object.entries(OTHER_HEADERS))('%s is not believed, not even from a trusted proxy', async (name, value) => {
  const networkOf = networksOf(TRUSTED);
  expect(await networkOf({ [name]: value }, PROXY)).toBe('10.0.0.0');
  expect(await networkOf({ [name]: value, 'x-forwarded-for': '1.1.1.1' }, PROXY)).toBe('1.1.1.0');
});
