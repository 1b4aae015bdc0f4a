import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RateLimits } from '../../src/collect/rate-limit.ts';
import { basic, buildApp, KEYS, NOW } from '../build-app.ts';

const PAYLOAD = { batch: [{ type: 'page', anonymousId: 'a' }] };
const VISITOR = '8.8.4.4';

function limited(rateLimit: RateLimits | null, trustProxy: readonly string[] = []) {
  const { app, writer } = buildApp({ config: { origins: null, publicUrl: null, trustProxy, rateLimit } });
  const send = (remoteAddress: string, key: string = KEYS.writeKey, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/v1/batch',
      headers: { authorization: basic(key), origin: 'https://shop.example', ...headers },
      payload: PAYLOAD,
      remoteAddress,
    });
  const statuses = async (count: number, ...args: Parameters<typeof send>) => {
    const found: number[] = [];
    for (let index = 0; index < count; index++) found.push((await send(...args)).statusCode);
    return found;
  };
  return { app, writer, send, statuses };
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('requests of a network', () => {
  const limits = { perAddress: 2, perKey: 1_000 };

  test('beyond the limit are refused until the minute is over, and nothing of them is stored', async () => {
    const { statuses, writer } = limited(limits);
    expect(await statuses(4, VISITOR)).toEqual([200, 200, 429, 429]);
    expect(writer.requests).toHaveLength(2);
    vi.setSystemTime(NOW + 59_999);
    expect(await statuses(1, VISITOR)).toEqual([429]);
    vi.setSystemTime(NOW + 60_000);
    expect(await statuses(3, VISITOR)).toEqual([200, 200, 429]);
  });

  test('are told when to come back, in whole seconds and readable by the page', async () => {
    const { send, statuses } = limited(limits);
    await statuses(2, VISITOR);
    vi.setSystemTime(NOW + 10_500);
    const { headers, json } = await send(VISITOR);
    expect(headers).toMatchObject({
      'retry-after': '50',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After',
      'content-type': expect.stringContaining('application/json'),
    });
    expect(json()).toMatchObject({ success: false, code: 'too_many_requests', message: expect.any(String) });
  });

  test('are counted together, and those of another network apart', async () => {
    const { statuses } = limited(limits);
    expect(await statuses(2, '8.8.4.4')).toEqual([200, 200]);
    expect(await statuses(1, '8.8.4.200')).toEqual([429]);
    expect(await statuses(1, '8.8.5.4')).toEqual([200]);
    expect(await statuses(2, '2600:1f18:1:2::1')).toEqual([200, 200]);
    expect(await statuses(1, '2600:1f18:1:ffff::9')).toEqual([429]);
  });

  test('are counted as well when their key is wrong, so that nobody guesses keys at speed', async () => {
    const { statuses } = limited(limits);
    expect(await statuses(4, VISITOR, 'pk_guessed_key')).toEqual([401, 401, 429, 429]);
  });

  test('are the visitor’s behind a trusted proxy, and cannot be chosen elsewhere', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const proxied = limited(limits, ['10.0.0.0/8']);
    expect(await proxied.statuses(3, '10.0.0.9', KEYS.writeKey, from(VISITOR))).toEqual([200, 200, 429]);
    expect(await proxied.statuses(1, '10.0.0.9', KEYS.writeKey, from('9.9.9.9'))).toEqual([200]);
    const direct = limited(limits);
    for (const address of ['1.1.1.1', '2.2.2.2']) await direct.send(VISITOR, KEYS.writeKey, from(address));
    for (const address of ['3.3.3.3', '127.0.0.1', '10.0.0.9']) {
      expect(await direct.statuses(1, VISITOR, KEYS.writeKey, from(address))).toEqual([429]);
    }
  });

  test.each(['127.0.0.1', '10.1.2.3', '::1', 'fd00::1'])('of one’s own (%s) are not counted by it', async (address) => {
    expect(await limited(limits).statuses(4, address)).toEqual([200, 200, 200, 200]);
  });

  test('of a backend are not counted by it', async () => {
    const { app } = limited(limits);
    const headers = { authorization: basic(KEYS.secretKey) };
    for (let index = 0; index < 4; index++) {
      const request = { method: 'POST', url: '/v1/batch', headers, payload: PAYLOAD, remoteAddress: VISITOR } as const;
      expect((await app.inject(request)).statusCode).toBe(200);
    }
  });

  test('for the SDK, settings and health are not counted', async () => {
    const { app, statuses } = limited(limits);
    await statuses(3, VISITOR);
    const url = `/v1/projects/${KEYS.writeKey}/settings`;
    expect((await app.inject({ url, remoteAddress: VISITOR })).statusCode).toBe(200);
    expect((await app.inject({ url: '/health', remoteAddress: VISITOR })).statusCode).toBe(200);
  });
});

describe('requests with a key', () => {
  test('beyond the limit are refused, wherever they come from; another key is not affected', async () => {
    const { statuses } = limited({ perAddress: 1_000, perKey: 2 });
    expect(await statuses(1, '8.8.4.4')).toEqual([200]);
    expect(await statuses(1, '127.0.0.1')).toEqual([200]);
    expect(await statuses(1, '9.9.9.9')).toEqual([429]);
    const backend = { authorization: basic(KEYS.secretKey) };
    expect(await statuses(3, '9.9.9.9', KEYS.secretKey, backend)).toEqual([403, 403, 429]);
  });
});

test('without limits everything is taken', async () => {
  expect(await limited(null).statuses(50, VISITOR)).toEqual(new Array(50).fill(200));
});

test('of very many networks only the latest are counted, so that they do not fill the memory', async () => {
  const { send, statuses } = limited({ perAddress: 1, perKey: 1_000_000 });
  await send('8.8.4.4');
  expect(await statuses(1, '8.8.4.4')).toEqual([429]);
  for (let index = 0; index < 5_000; index++) await send(`20.${index >> 8}.${index & 255}.1`, 'pk_guessed_key');
  expect(await statuses(1, '8.8.4.4')).toEqual([200]);
});
