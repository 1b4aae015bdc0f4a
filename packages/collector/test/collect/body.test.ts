import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { MAX_DECOMPRESSED_BYTES } from '@kith/protocol';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { decodeBody } from '../../src/collect/body.ts';
import { basic, buildApp, KEYS } from '../build-app.ts';

test('gzip is recognised by its first bytes, whether or not the header says so', async () => {
  for (const encoding of ['gzip', undefined, 'identity', 'x-gzip']) {
    expect(await decodeBody(gzipSync('grüße'), encoding)).toBe('grüße');
  }
  expect(await decodeBody(Buffer.from('plain'), 'gzip')).toBe('plain');
});

test('exactly the limit can be decompressed, one byte more cannot', async () => {
  expect(await decodeBody(gzipSync(Buffer.alloc(MAX_DECOMPRESSED_BYTES, 'a')), 'gzip')).toHaveLength(
    MAX_DECOMPRESSED_BYTES,
  );
  await expect(decodeBody(gzipSync(Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1)), 'gzip')).rejects.toMatchObject({
    statusCode: 413,
    code: 'too_large',
  });
});

test('damaged gzip answers 400, other encodings 415', async () => {
  const damaged = gzipSync('text').subarray(0, 15);
  await expect(decodeBody(damaged, 'gzip')).rejects.toMatchObject({ statusCode: 400, code: 'invalid_gzip' });
  await expect(decodeBody(deflateSync('text'), 'deflate')).rejects.toMatchObject({ statusCode: 415 });
  await expect(decodeBody(Buffer.from('text'), 'br')).rejects.toMatchObject({ statusCode: 415 });
});

test('a sender of 5 MB over a real connection hears the 413, and the connection stays usable', async () => {
  const { app } = buildApp();
  const address = await app.listen({ port: 0 });
  const send = (body: string) =>
    fetch(`${address}/v1/batch`, { method: 'POST', body, headers: { authorization: basic(KEYS.writeKey) } });
  for (let attempt = 0; attempt < 5; attempt++) {
    const response = await send('x'.repeat(5_000_000));
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'too_large' }]);
  }
  expect((await send('{"batch":[]}')).status).toBe(200);
});

test('a sender that hangs up within a body is no failure of the collector', async () => {
  const refusal = Promise.withResolvers<object>();
  const write = (line: string) => {
    const entry = JSON.parse(line);
    if (entry.msg.startsWith('request')) refusal.resolve(entry);
  };
  const { app } = buildApp({ logger: pino({ level: 'trace' }, { write }) });
  const { port } = new URL(await app.listen({ port: 0 }));
  const socket = connect(Number(port), 'localhost');
  socket.end('POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"batch":');
  expect(await refusal.promise).toMatchObject({ level: 30, msg: 'request refused', code: 'aborted' });
});
