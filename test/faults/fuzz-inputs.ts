import { gunzipSync, gzipSync } from 'node:zlib';
import { KEYS } from '../../packages/collector/test/build-app.ts';
import { CLIENTS } from '../../packages/collector/test/collect/client-requests.ts';

/** A request that may be broken in any way. */
export interface FuzzInput {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const SEEDS = Object.values(CLIENTS).map(({ request }) => ({
  url: String(request.url),
  headers: { ...request.headers } as Record<string, string>,
  text: textOf(Buffer.from(request.payload as Buffer | string)),
}));

const DEEP = 5_000;

/** Values that have broken something somewhere, as JSON: each place gets its own. */
const VALUES: readonly string[] = [
  ...[null, true, 0, -1, 1e308, -1e-300, 2 ** 53 + 2, '', ' ', '0', 'null', 'undefined', '[object Object]', 'NaN'],
  ...[
    '__proto__',
    'constructor',
    '\0',
    'a\0b',
    '\ud800',
    '\udc01x',
    '\ufffd',
    '\u202e',
    'line\u2028by\u2029line',
    '🙂'.repeat(300),
    '%',
    '\\',
    "'",
  ],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '2026-02-30', '2026-11-22T11:16:15.1234567891+14:00'],
  ...['http://[', 'https://a.example/?utm_source=%E0%A4%A&gclid=x#y', 'javascript:alert(1)', '::ffff:1.2.3.4', 'x@y'],
  ...['x'.repeat(300), 'y'.repeat(50_000), '$direct', 'ann', 'bob', 'laptop', 'phone', '1.5', '{"a":1}', '<script>'],
  ...[[], {}, [[]], [null], { a: { b: { c: {} } } }, { id: 'x', type: 'y' }, Array.from({ length: 1_100 }, () => 1)],
  Object.fromEntries(Array.from({ length: 1_100 }, (_, index) => [`key ${index}`, index])),
].map((value) => JSON.stringify(value));

/** The same, for what no value can say. */
const TEXTS: readonly string[] = [
  ...['1e400', '-0', '9007199254740993', '0.1e-400', '1'.repeat(400), '"\\ud800"', '"\\u0000"', '{"a":1,"a":2}', 'NaN'],
  ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"length":-1}', '{"toString":null}'],
  ...['['.repeat(DEEP) + ']'.repeat(DEEP), `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, '"', '\ufeff', '//', ','],
];

const KEY_NAMES: readonly string[] = [
  ...['type', 'event', 'name', 'userId', 'anonymousId', 'previousId', 'groupId', 'messageId', 'timestamp', 'sentAt'],
  ...['originalTimestamp', 'receivedAt', 'context', 'properties', 'traits', 'page', 'campaign', 'url', 'search'],
  ...['referrer', 'userAgent', 'userAgentData', 'brands', 'device', 'token', 'externalIds', 'id', 'kith', 'seq', 'ip'],
  ...[
    'app',
    'library',
    'channel',
    'replayUrl',
    'locale',
    'writeKey',
    'batch',
    'userHash',
    'active',
    'email',
    'birthday',
  ],
  ...['__proto__', 'constructor', 'toString', 'length', '', 'a.b', '$set', 'survey', 'question', 'answer', '0', '-1'],
];

const EVENTS = ['Signed Up', 'Survey Viewed', 'Survey Answered', 'Content Viewed', 'Order Completed', 'E'];
const TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

/** Makes requests out of what real clients send, each broken in a few ways. */
export function fuzzInputs(random: () => number): () => FuzzInput {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;

  const value = (): unknown => (random() < 0.2 ? `text ${below(TEXTS.length)}` : JSON.parse(pick(VALUES)));

  function change(parent: Record<string, unknown>, depth = 0): void {
    const keys = Object.keys(parent);
    const key = pick(keys);
    const child = key === undefined ? undefined : parent[key];
    if (child !== null && typeof child === 'object' && depth < 5 && random() < 0.75) {
      change(child as Record<string, unknown>, depth + 1);
      return;
    }
    const kind = below(5);
    if (kind === 0 && key !== undefined) delete parent[key];
    else if (kind > 2 && key !== undefined) parent[key] = value();
    else if (Array.isArray(parent)) parent.push(value());
    else own(parent, pick(KEY_NAMES), kind === 1 ? value() : child);
  }

  // Most messages are new ones of many small people: how large people fold is measured elsewhere.
  function vary(body: Record<string, unknown>): void {
    const messages = (Array.isArray(body.batch) ? body.batch : [body]) as Record<string, unknown>[];
    for (const message of messages) {
      const person = below(20_000);
      message.messageId = random() < 0.8 ? `m${random()}` : `m${below(50)}`;
      message.anonymousId = `device ${person}`;
      if (message.userId !== undefined || random() < 0.2) message.userId = `user ${person}`;
      if (random() < 0.3) message.timestamp = new Date(1.77e12 + random() * 1e10).toISOString();
      if (random() < 0.3) Object.assign(message, { type: pick(TYPES), event: pick(EVENTS), groupId: `g${below(500)}` });
    }
  }

  function damaged(bytes: Buffer): Buffer {
    const at = below(bytes.length + 1);
    const length = 1 + below(random() < 0.5 ? 4 : 200);
    const kind = below(5);
    if (kind === 0) return bytes.subarray(0, at);
    if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    if (kind === 2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(at + 1))]);
    if (kind === 3)
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(TEXTS)), bytes.subarray(at + length)]);
    const copy = Buffer.from(bytes);
    for (let count = 0; count < length && copy.length > 0; count++) copy[below(copy.length)] = below(256);
    return copy;
  }

  return () => {
    const { url, headers, text } = pick(SEEDS);
    const body = JSON.parse(text);
    vary(body);
    for (let count = below(4); count > 0; count--) change(body);
    let bytes: Buffer = Buffer.from(JSON.stringify(body).replace(/"text (\d+)"/g, (_, index) => TEXTS[index] ?? ''));
    if (random() < 0.25) bytes = damaged(bytes);
    if (random() < 0.02) bytes = Buffer.from(Array.from({ length: below(200) }, () => below(256)));
    const isBackend = random() < 0.1;
    return {
      url: random() < 0.1 ? pick(SEEDS).url : url,
      headers: { ...headers, 'x-write-key': isBackend ? KEYS.secretKey : KEYS.writeKey },
      body: bytes,
    };
  };
}

/** The same input with what can be wrong below the body: compression, headers, paths. */
export function brokenBelow({ url, headers, body }: FuzzInput, random: () => number): FuzzInput {
  const kind = Math.floor(random() * 8);
  if (kind === 0) return { url, headers, body: gzipSync(body).subarray(0, Math.floor(random() * 200)) };
  if (kind === 1) return { url, headers: { ...headers, 'content-encoding': 'br' }, body };
  if (kind === 2)
    return { url, headers: { ...headers, authorization: `Basic ${body.toString('base64').slice(0, 99)}` }, body };
  if (kind === 3) return { url, headers: { 'content-type': body.toString('hex').slice(0, 60) }, body };
  if (kind === 4)
    return { url: `${url}?writeKey=${encodeURIComponent(body.toString('latin1', 0, 40))}`, headers, body };
  if (kind === 5)
    return { url, headers: { ...headers, 'user-agent': body.toString('latin1', 0, 300).replace(/[^ -~]/g, '') }, body };
  return { url, headers, body: gzipSync(body) };
}

function textOf(payload: Buffer): string {
  return (payload[0] === 0x1f ? gunzipSync(payload) : payload).toString();
}

// An assignment to __proto__ would be lost.
function own(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
