import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { serve } from '../../src/serve.ts';
import { basic, buildApp, fakeWriter, KEYS } from '../build-app.ts';
import { temporaryFile } from '../persist/temporary-file.ts';

/** The values of Prometheus' text format, by name and labels. */
function valuesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(line.split(' ').at(-1))]));
}

async function startServer() {
  const config = readConfig([`--db=${temporaryFile()}`, '--port=0', '--geo=off'], {});
  const server = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => server.stop());
  const send = (batch: object[], key = server.keys.writeKey) =>
    fetch(`${server.address}/v1/batch`, {
      method: 'POST',
      headers: { authorization: basic(key) },
      body: JSON.stringify({ batch }),
    });
  return { ...server, send };
}

describe('GET /metrics', () => {
  test('counts what became of messages, requests and commits, and measures the files', async () => {
    const { address, keys, send } = await startServer();
    const message = { type: 'track', event: 'E', anonymousId: 'secret-device', messageId: 'secret-id' };
    await send([message, message, { type: 'track', anonymousId: 'secret-device' }]);
    await send([message], keys.secretKey);
    await send([], 'wrong');
    const response = await fetch(`${address}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(valuesOf(text)).toMatchObject({
      'kith_messages_received{source="web"}': 3,
      'kith_messages_received{source="backend"}': 1,
      'kith_messages{source="web",fate="stored"}': 0,
      'kith_messages{source="web",fate="duplicate"}': 2,
      'kith_messages{source="web",fate="rejected"}': 1,
      'kith_messages{source="backend",fate="stored"}': 1,
      'kith_messages{source="web",fate="erased"}': 0,
      'kith_messages{source="web",fate="expired"}': 0,
      'kith_rejected_messages_total{code="missing_event"}': 1,
      'kith_requests_total{route="/v1/batch",status="200"}': 2,
      'kith_requests_total{route="/v1/batch",status="401"}': 1,
      kith_ingest_duration_seconds_count: 3,
      kith_commit_duration_seconds_count: 2,
      kith_commit_messages_count: 2,
      kith_commit_messages_sum: 4,
      kith_queue_requests: 0,
      kith_queue_characters: 0,
      kith_writer_up: 1,
      kith_geo_loaded: 1,
      kith_projection_lag_seconds: expect.any(Number),
      kith_projection_lag_messages: expect.any(Number),
      kith_database_bytes: expect.any(Number),
      kith_wal_bytes: expect.any(Number),
      process_resident_memory_bytes: expect.any(Number),
    });
    expect(valuesOf(text).kith_database_bytes).toBeGreaterThan(0);
    expect(valuesOf(text).kith_wal_bytes).toBeGreaterThan(0);
    for (const secret of ['secret', ...Object.values(keys)]) expect(text).not.toContain(secret);
  });

  test.each<[string, object, number]>([
    ['this machine', { remoteAddress: '127.0.0.1' }, 200],
    ['this machine by IPv6', { remoteAddress: '::1' }, 200],
    ['another machine', { remoteAddress: '10.0.0.9' }, 401],
    ['another machine with the admin token', { remoteAddress: '10.0.0.9', token: KEYS.adminToken }, 200],
    ['another machine with the secret key', { remoteAddress: '10.0.0.9', token: KEYS.secretKey }, 401],
    ['a proxy on this machine', { remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } }, 401],
    ['a proxy that only says that it is one', { remoteAddress: '127.0.0.1', headers: { via: '1.1 caddy' } }, 401],
    ['who only claims to be here', { remoteAddress: '10.0.0.9', headers: { 'x-forwarded-for': '127.0.0.1' } }, 401],
  ])('answers %s', async (_, { token, headers, ...request }: { token?: string; headers?: object }, status) => {
    const { app } = buildApp({ config: { origins: null, publicUrl: null, trustProxy: ['10.0.0.9', '127.0.0.1'] } });
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await app.inject({ url: '/metrics', headers: { ...headers, ...authorization }, ...request });
    expect(response.statusCode).toBe(status);
  });

  test('says that the writer is down, and the rest all the same', async () => {
    const { app } = buildApp({ writer: { ...fakeWriter(), metrics: () => Promise.reject(new Error('stopped')) } });
    expect(valuesOf((await app.inject({ url: '/metrics' })).body)).toMatchObject({ kith_writer_up: 0 });
  });
});
