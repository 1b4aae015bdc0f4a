import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { type PlaceHeaders, readPlaceHeaders } from './collect/place-headers.ts';
import type { RateLimits } from './collect/rate-limit.ts';

/** Everything the collector can be told, read once at the start. */
export interface Config {
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  readonly host: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Address under which clients reach the collector, without a trailing slash; null takes it from each request. */
  readonly publicUrl: string | null;
  /** Null makes one at the first start. */
  readonly writeKey: string | null;
  /** Null makes one at the first start. */
  readonly secretKey: string | null;
  /** Null makes one at the first start. */
  readonly adminToken: string | null;
  readonly geo: 'geoip-lite' | 'off' | { readonly headers: PlaceHeaders } | { readonly mmdb: string };
  /** Addresses and CIDR ranges of the proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustProxy: readonly string[];
  /** Web origins allowed to send events; null allows every one. */
  readonly origins: readonly string[] | null;
  /** Domain of the cookie that `/kith.js` renews; `host` for a host-only one, null for none. */
  readonly cookieDomain: string | null;
  /** What backends sign userHashes with; several while one takes the place of another. Null verifies nobody. */
  readonly identitySecret: readonly string[] | null;
  /** What happens to users who are not verified. */
  readonly identityMode: 'enforce' | 'observe' | 'off';
  /** Requests a minute; null for any number. */
  readonly rateLimit: RateLimits | null;
  /** New names of events and traits that a public key may bring a day; null for any number. */
  readonly definitionBudget: number | null;
  /** How many days messages are kept; null for ever. */
  readonly retentionDays: number | null;
  /** How many days people who are not seen are kept; null for ever. */
  readonly retentionInactiveDays: number | null;
  /** IANA name of the zone in which the days and weeks of reports begin. */
  readonly timezone: string;
}

/** A setting with a value that cannot be used. The message names the setting and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One line of the table of settings. */
export interface Setting {
  readonly flag: string;
  readonly variable: string;
  readonly placeholder: string;
  readonly fallback: string;
  readonly help: string;
}

/** Every setting of `kith serve`: flag, then environment variable, then default. */
export const SETTINGS: Readonly<Record<keyof Config, Setting>> = {
  database: setting('db', 'FILE', './kith.db', 'the SQLite file; its keys are kept beside it'),
  host: setting('host', 'ADDRESS', '127.0.0.1', 'address to listen on; 0.0.0.0 for all'),
  port: setting('port', 'NUMBER', '4100', 'port to listen on; 0 for any free one'),
  publicUrl: setting('public-url', 'URL', '', 'address clients use, a sub-path included; else taken from each request'),
  writeKey: setting('write-key', 'KEY', '', 'public key of browsers and apps; else made at the first start'),
  secretKey: setting('secret-key', 'KEY', '', 'key of backends; else made at the first start'),
  adminToken: setting('admin-token', 'TOKEN', '', 'opens the administration under /api; else made at the first start'),
  geo: setting(
    'geo',
    'SOURCE',
    'geoip-lite',
    'where countries come from: geoip-lite, mmdb:FILE, headers:VENDOR or off',
  ),
  trustProxy: setting('trust-proxy', 'RANGES', '', 'proxies whose X-Forwarded-* headers count, as 10.0.0.0/8,::1'),
  origins: setting(
    'origins',
    'ORIGINS',
    '',
    'web origins that may send, as https://a.example,https://b.example; else all',
  ),
  cookieDomain: setting('cookie-domain', 'DOMAIN', '', 'renew the SDK’s cookie for this domain, or for the host: host'),
  identitySecret: setting(
    'identity-secret',
    'SECRETS',
    '',
    'what your backend signs userHashes with; NEW,OLD while it changes',
  ),
  rateLimit: setting(
    'rate-limit',
    'NUMBERS',
    '6000,600000',
    'requests a minute from one network, and with one key; or off',
  ),
  definitionBudget: setting(
    'definition-budget',
    'NUMBER',
    '200',
    'new event and trait names a public key may bring a day; or off',
  ),
  retentionDays: setting('retention-days', 'NUMBER', 'off', 'days that messages are kept, then deleted; or off'),
  retentionInactiveDays: setting('retention-inactive-days', 'NUMBER', 'off', 'days unseen people are kept; or off'),
  timezone: setting('timezone', 'ZONE', 'UTC', 'where the days of reports begin, as Europe/Berlin'),
  identityMode: setting('identity-mode', 'MODE', '', 'off, observe or enforce; observe with a secret, else off'),
};

/**
 * Reads the configuration from flags, then environment variables, then defaults.
 * @throws ConfigError when a flag is unknown or a value cannot be used.
 */
export function readConfig(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const given = readFlags(flags);
  const text = ({ flag, variable, fallback }: Setting) =>
    (given[flag] ?? environment[variable] ?? '').trim() || fallback;
  const { database, host, port, publicUrl, writeKey, secretKey, adminToken, geo, trustProxy, origins } = SETTINGS;
  const identitySecret = readSecrets(text(SETTINGS.identitySecret));
  requireStrongSecrets(text(host), [
    [secretKey, text(secretKey)],
    [adminToken, text(adminToken)],
  ]);
  return {
    database: text(database),
    host: text(host),
    port: readPort(text(port)),
    publicUrl: readPublicUrl(text(publicUrl)),
    writeKey: readKey(writeKey, text(writeKey), 'sk_'),
    secretKey: readKey(secretKey, text(secretKey), 'pk_'),
    adminToken: readKey(adminToken, text(adminToken), 'pk_'),
    geo: readGeo(text(geo), text(trustProxy) !== ''),
    trustProxy: readList(text(trustProxy)).map(readRange),
    origins: text(origins) === '' || text(origins) === '*' ? null : readList(text(origins)).map(readOrigin),
    cookieDomain: readCookieDomain(text(SETTINGS.cookieDomain)),
    rateLimit: readRateLimit(text(SETTINGS.rateLimit)),
    definitionBudget: readDefinitionBudget(text(SETTINGS.definitionBudget)),
    retentionDays: readDays('KITH_RETENTION_DAYS', text(SETTINGS.retentionDays)),
    retentionInactiveDays: readDays('KITH_RETENTION_INACTIVE_DAYS', text(SETTINGS.retentionInactiveDays)),
    timezone: readTimezone(text(SETTINGS.timezone)),
    identitySecret,
    identityMode: readIdentityMode(text(SETTINGS.identityMode), identitySecret !== null),
  };
}

/** The table of settings, as `kith serve --help` prints it. */
export function describeSettings(): string {
  const rows = Object.values(SETTINGS).map(({ flag, placeholder, variable, help, fallback }) => [
    `--${flag} ${placeholder}`,
    variable,
    fallback ? `${help} (${fallback})` : help,
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [flagWidth, variableWidth] = [width(0), width(1)];
  return rows
    .map(
      ([flag = '', variable = '', help = '']) =>
        `  ${flag.padEnd(flagWidth)}  ${variable.padEnd(variableWidth)}  ${help}`,
    )
    .join('\n');
}

function setting(flag: string, placeholder: string, fallback: string, help: string): Setting {
  return { flag, placeholder, fallback, help, variable: `KITH_${flag.replaceAll('-', '_').toUpperCase()}` };
}

function readFlags(flags: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(Object.values(SETTINGS).map(({ flag }) => [flag, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...flags], options }).values;
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See kith serve --help.`);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ConfigError(`KITH_PORT is ${JSON.stringify(text)}: give a number from 0 to 65535.`);
}

function readPublicUrl(text: string): string | null {
  if (text === '') return null;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username)
    return url.href.replace(/\/+$/, '');
  throw new ConfigError(
    `KITH_PUBLIC_URL is ${JSON.stringify(text)}: give an address such as https://example.com/kith.`,
  );
}

function readKey({ variable }: Setting, key: string, foreignPrefix: string): string | null {
  if (key === '') return null;
  if (key.startsWith(foreignPrefix)) {
    throw new ConfigError(
      `${variable} begins with ${foreignPrefix}: the public and the secret key seem to be swapped.`,
    );
  }
  if (/^[\w.~-]{8,128}$/.test(key)) return key;
  throw new ConfigError(`${variable} must have 8 to 128 letters, digits or -._~ (it is not shown here).`);
}

// A secret that is made has 192 random bits; one that somebody thought of must not be guessed from the network.
function requireStrongSecrets(host: string, secrets: readonly (readonly [Setting, string])[]): void {
  if (/^(localhost|127\.[\d.]+|::1)$/.test(host)) return;
  for (const [{ variable }, secret] of secrets) {
    if (secret === '' || secret.length >= MIN_PUBLIC_SECRET_LENGTH) continue;
    throw new ConfigError(
      `KITH_HOST is ${host}, which others may reach: ${variable} needs ${MIN_PUBLIC_SECRET_LENGTH} characters, or leave it out to have one made.`,
    );
  }
}

const MIN_PUBLIC_SECRET_LENGTH = 16;

function readGeo(text: string, hasProxy: boolean): Config['geo'] {
  if (text === 'geoip-lite' || text === 'off') return text;
  if (text.startsWith('mmdb:') && text.length > 5) return { mmdb: text.slice(5) };
  const headers = text.startsWith('headers:') ? readPlaceHeaders(text.slice(8)) : undefined;
  if (headers && hasProxy) return { headers };
  if (headers)
    throw new ConfigError(`KITH_GEO is ${JSON.stringify(text)}: name the proxy that sets them in KITH_TRUST_PROXY.`);
  throw new ConfigError(
    `KITH_GEO is ${JSON.stringify(text)}: give geoip-lite, mmdb:FILE, off, or headers: with cloudflare, cloudfront, vercel or country=NAME,region=NAME,city=NAME.`,
  );
}

function readRange(text: string): string {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
  if (version && isPrefix && rest.length === 0) return text;
  throw new ConfigError(`KITH_TRUST_PROXY has ${JSON.stringify(text)}: give addresses or ranges such as 10.0.0.0/8.`);
}

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new ConfigError(
    `KITH_ORIGINS has ${JSON.stringify(text)}: give origins such as https://shop.example, no path.`,
  );
}

function readCookieDomain(text: string): string | null {
  if (/^([a-z\d-]+(\.[a-z\d-]+)+|host)?$/i.test(text)) return text.toLowerCase() || null;
  throw new ConfigError(`KITH_COOKIE_DOMAIN is ${JSON.stringify(text)}: give a domain such as example.com, or host.`);
}

function readRateLimit(text: string): RateLimits | null {
  if (text === 'off') return null;
  const [perAddress = 0, perKey = 0, ...rest] = readList(text).map((part) =>
    /^\d{1,9}$/.test(part) ? Number(part) : 0,
  );
  if (perAddress > 0 && perKey > 0 && rest.length === 0) return { perAddress, perKey };
  throw new ConfigError(`KITH_RATE_LIMIT is ${JSON.stringify(text)}: give two numbers such as 6000,600000, or off.`);
}

function readTimezone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new ConfigError(`KITH_TIMEZONE is ${JSON.stringify(text)}: give an IANA zone such as Europe/Berlin.`);
  }
}

function readDefinitionBudget(text: string): number | null {
  if (text === 'off') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ConfigError(`KITH_DEFINITION_BUDGET is ${JSON.stringify(text)}: give a number, or off.`);
}

function readDays(name: string, text: string): number | null {
  if (text === 'off') return null;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new ConfigError(`${name} is ${JSON.stringify(text)}: give a number of days from 1 to 99999, or off.`);
}

function readSecrets(text: string): readonly string[] | null {
  const secrets = readList(text);
  if (secrets.some((secret) => secret.length < 16)) {
    throw new ConfigError('KITH_IDENTITY_SECRET must have at least 16 characters (it is not shown here).');
  }
  return secrets.length > 0 ? secrets : null;
}

function readIdentityMode(text: string, hasSecret: boolean): Config['identityMode'] {
  const mode = text || (hasSecret ? 'observe' : 'off');
  if (mode !== 'off' && mode !== 'observe' && mode !== 'enforce') {
    throw new ConfigError(`KITH_IDENTITY_MODE is ${JSON.stringify(text)}: give off, observe or enforce.`);
  }
  if (mode === 'off' || hasSecret) return mode;
  throw new ConfigError(`KITH_IDENTITY_MODE is ${mode}, which needs KITH_IDENTITY_SECRET.`);
}

function readList(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}
