import { expect, test } from 'vitest';
import { placeInHeaders, readPlaceHeaders } from '../../src/collect/place-headers.ts';
import { basic, buildApp, KEYS } from '../build-app.ts';

const CLOUDFLARE = { 'cf-ipcountry': 'DE', 'cf-region-code': 'BE', 'cf-ipcity': 'Berlin' };
const BERLIN = { country: 'DE', region: 'DE-BE', city: 'Berlin' };

/** The place stored with a message that comes with these headers from this machine. */
async function placeOf(
  headers: Record<string, string>,
  { trustProxy = ['127.0.0.1'], vendor = 'cloudflare', key = KEYS.writeKey, message = {} } = {},
) {
  const geo = { headers: readPlaceHeaders(vendor) ?? { country: 'none' } };
  const { app, writer } = buildApp({ config: { origins: null, publicUrl: null, trustProxy, geo } });
  const response = await app.inject({
    ...{ method: 'POST', url: '/v1/track', headers: { authorization: basic(key), ...headers } },
    payload: { userId: 'u1', event: 'E', ...message },
  });
  expect(response.json()).toMatchObject({ accepted: 1 });
  return writer.events[0]?.attributes.geo;
}

const proxied = { 'x-forwarded-for': '8.8.8.8' };

test.each([
  ['cloudflare', CLOUDFLARE],
  [
    'cloudfront',
    {
      'cloudfront-viewer-country': 'DE',
      'cloudfront-viewer-country-region': 'BE',
      'cloudfront-viewer-city': 'Berlin',
    },
  ],
  ['vercel', { 'x-vercel-ip-country': 'DE', 'x-vercel-ip-country-region': 'BE', 'x-vercel-ip-city': 'Berlin' }],
  [
    'country=X-Geo-Country,region=X-Geo-Region,city=X-Geo-City',
    { 'x-geo-country': 'de', 'x-geo-region': 'de-be', 'x-geo-city': 'Berlin' },
  ],
])('the headers of %s give the place of a visitor', async (vendor, headers) => {
  expect(await placeOf({ ...headers, ...proxied }, { vendor })).toEqual(BERLIN);
});

test('the same headers count for nothing from a peer that is no trusted proxy', async () => {
  expect(await placeOf({ ...CLOUDFLARE, ...proxied }, { trustProxy: [] })).toBeUndefined();
  expect(await placeOf({ ...CLOUDFLARE, ...proxied }, { trustProxy: ['10.0.0.0/8'] })).toBeUndefined();
});

test('a proxy that names no visitor says nothing about one', async () => {
  expect(await placeOf(CLOUDFLARE)).toBeUndefined();
});

test('a backend’s place is not the person’s, unless its message says that the person is the peer', async () => {
  const headers = { ...CLOUDFLARE, ...proxied };
  expect(await placeOf(headers, { key: KEYS.secretKey })).toBeUndefined();
  const library = { name: 'analytics-go' };
  expect(await placeOf(headers, { message: { context: { library } } })).toBeUndefined();
  expect(await placeOf(headers, { message: { context: { library, direct: true } } })).toEqual(BERLIN);
  const message = { context: { direct: true, ip: '1.2.3.4' } };
  expect(await placeOf(headers, { key: KEYS.secretKey, message })).toBeUndefined();
});

test.each([
  ['XX', undefined],
  ['T1', undefined],
  ['DE, FR', undefined],
  ['', undefined],
  ['<b>', undefined],
  ['de', { country: 'DE', region: null, city: null }],
])('the country %j is stored as %j', async (country, place) => {
  expect(await placeOf({ 'cf-ipcountry': country, ...proxied })).toEqual(place);
});

test('cities are read in percent encoding, as bytes of UTF-8, and not at all beyond a length', () => {
  const names = { country: 'c', city: 'n' };
  const city = (text: string) => placeInHeaders({ c: 'BR', n: text }, names)?.city;
  expect(city('S%C3%A3o%20Paulo')).toBe('São Paulo');
  expect(city(Buffer.from('São Paulo').toString('latin1'))).toBe('São Paulo');
  expect(city('100%')).toBe('100%');
  expect(city('x'.repeat(257))).toBeUndefined();
});

test.each(['', 'fastly', 'constructor', 'country=', 'region=X-Region', 'country=X Geo', 'country=X-Geo,isp=X-Isp'])(
  '%j names no headers',
  (text) => {
    expect(readPlaceHeaders(text)).toBeUndefined();
  },
);
