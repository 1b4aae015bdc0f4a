import { expect, test } from 'vitest';
import { ConfigError, describeSettings, readConfig, SETTINGS } from '../src/config.ts';

test('without flags and environment everything has its default', () => {
  expect(readConfig([], {})).toEqual({
    database: './kith.db',
    host: '127.0.0.1',
    port: 4100,
    publicUrl: null,
    writeKey: null,
    secretKey: null,
    adminToken: null,
    geo: 'geoip-lite',
    trustProxy: [],
    origins: null,
    cookieDomain: null,
    identitySecret: null,
    identityMode: 'off',
    rateLimit: { perAddress: 6_000, perKey: 600_000 },
    definitionBudget: 200,
    retentionDays: null,
    retentionInactiveDays: null,
    timezone: 'UTC',
  });
});

test('a flag wins over the environment, which wins over the default', () => {
  const environment = { KITH_PORT: '5000', KITH_HOST: '0.0.0.0', KITH_DB: '' };
  expect(readConfig(['--port', '6000'], environment)).toMatchObject({
    port: 6000,
    host: '0.0.0.0',
    database: './kith.db',
  });
});

test('every setting is read from its own variable', () => {
  const config = readConfig([], {
    KITH_DB: '/data/kith.db',
    KITH_PUBLIC_URL: 'https://example.com/kith/',
    KITH_WRITE_KEY: 'pk_12345678',
    KITH_SECRET_KEY: 'sk_12345678',
    KITH_GEO: 'mmdb:/data/city.mmdb',
    KITH_TRUST_PROXY: '10.0.0.0/8, ::1',
    KITH_ORIGINS: 'https://a.example https://b.example:8443/',
    KITH_IDENTITY_SECRET: 'new-secret-of-many-letters, old-secret-of-many-letters',
  });
  expect(config).toMatchObject({
    database: '/data/kith.db',
    publicUrl: 'https://example.com/kith',
    writeKey: 'pk_12345678',
    secretKey: 'sk_12345678',
    geo: { mmdb: '/data/city.mmdb' },
    trustProxy: ['10.0.0.0/8', '::1'],
    origins: ['https://a.example', 'https://b.example:8443'],
    identitySecret: ['new-secret-of-many-letters', 'old-secret-of-many-letters'],
    identityMode: 'observe',
  });
  expect(readConfig([], { KITH_ORIGINS: '*', KITH_GEO: 'off' })).toMatchObject({ origins: null, geo: 'off' });
  expect(readConfig([], { KITH_RATE_LIMIT: 'off' }).rateLimit).toBeNull();
  expect(readConfig([], { KITH_DEFINITION_BUDGET: 'off' }).definitionBudget).toBeNull();
  const proxied = { KITH_TRUST_PROXY: '10.0.0.0/8', KITH_GEO: 'headers:country=X-Geo-Country' };
  expect(readConfig([], proxied)).toMatchObject({ geo: { headers: { country: 'x-geo-country' } } });
});

test.each([
  ['KITH_PORT', '70000', /0 to 65535/],
  ['KITH_PORT', '-1', /0 to 65535/],
  ['KITH_PORT', '4100x', /0 to 65535/],
  ['KITH_PUBLIC_URL', 'example.com', /https:\/\/example\.com/],
  ['KITH_PUBLIC_URL', 'https://example.com/?a=1', /https:\/\/example\.com/],
  ['KITH_WRITE_KEY', 'sk_12345678', /swapped/],
  ['KITH_SECRET_KEY', 'pk_12345678', /swapped/],
  ['KITH_WRITE_KEY', 'short', /8 to 128/],
  ['KITH_SECRET_KEY', 'sk_with:colon', /8 to 128/],
  ['KITH_GEO', 'maxmind', /geoip-lite, mmdb:FILE, off/],
  ['KITH_GEO', 'mmdb:', /geoip-lite, mmdb:FILE, off/],
  ['KITH_GEO', 'headers:', /cloudflare, cloudfront, vercel/],
  ['KITH_GEO', 'headers:fastly', /country=NAME/],
  ['KITH_GEO', 'headers:cloudflare', /KITH_TRUST_PROXY/],
  ['KITH_TRUST_PROXY', '1', /10\.0\.0\.0\/8/],
  ['KITH_TRUST_PROXY', 'true', /10\.0\.0\.0\/8/],
  ['KITH_TRUST_PROXY', '10.0.0.0/33', /10\.0\.0\.0\/8/],
  ['KITH_TRUST_PROXY', '10.0.0.0/8/8', /10\.0\.0\.0\/8/],
  ['KITH_RATE_LIMIT', '100', /two numbers/],
  ['KITH_RATE_LIMIT', '100,0', /two numbers/],
  ['KITH_RATE_LIMIT', '1,2,3', /two numbers/],
  ['KITH_DEFINITION_BUDGET', 'many', /a number, or off/],
  ['KITH_IDENTITY_SECRET', 'long-enough-for-one,short', /at least 16/],
  ['KITH_IDENTITY_MODE', 'strict', /off, observe or enforce/],
  ['KITH_IDENTITY_MODE', 'enforce', /needs KITH_IDENTITY_SECRET/],
  ['KITH_COOKIE_DOMAIN', 'example.com; Secure', /or host/],
  ['KITH_ORIGINS', 'shop.example', /https:\/\/shop\.example/],
  ['KITH_ORIGINS', 'https://shop.example/path', /no path/],
])('%s=%s is refused with what to do', (variable, value, message) => {
  const read = () => readConfig([], { [variable]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
  expect(read).toThrow(variable);
});

test('a refused key is not shown', () => {
  expect(() => readConfig([], { KITH_SECRET_KEY: 'sk_very secret' })).toThrow(/^(?!.*very secret)/);
});

test('unknown flags and arguments are refused', () => {
  expect(() => readConfig(['--prot', '1'], {})).toThrow(ConfigError);
  expect(() => readConfig(['serve'], {})).toThrow(ConfigError);
});

test('the help lists every setting with its flag, variable and default', () => {
  const help = describeSettings();
  for (const { flag, variable, fallback } of Object.values(SETTINGS)) {
    expect(help).toContain(`--${flag} `);
    expect(help).toContain(variable);
    expect(help).toContain(fallback);
  }
});

test('who listens to others needs secrets that cannot be guessed', () => {
  const weak = ['--secret-key=sk_guess', '--admin-token=guess-me'];
  expect(readConfig(weak, {}).adminToken).toBe('guess-me');
  for (const host of ['0.0.0.0', '::', '192.168.1.7', 'kith.example', '127.0.0.1.evil.example']) {
    expect(() => readConfig([...weak, `--host=${host}`], {})).toThrow(/KITH_SECRET_KEY needs 16 characters/);
    expect(() => readConfig(['--admin-token=guess-me', `--host=${host}`], {})).toThrow(/KITH_ADMIN_TOKEN needs/);
    expect(readConfig([`--host=${host}`, '--admin-token=of-many-characters'], {}).host).toBe(host);
  }
  for (const host of ['127.0.0.1', '::1', 'localhost'])
    expect(readConfig([...weak, `--host=${host}`], {}).host).toBe(host);
});
