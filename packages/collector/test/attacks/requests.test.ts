import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keyFilePath } from '../../src/collect/key-file.ts';
import { readServerFile } from '../../src/persist/server-file.ts';
import { fileOfTests } from '../persist/temporary-file.ts';

// A process of its own, so that its memory and its sockets are its own.
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const file = fileOfTests();
let server: ChildProcess;
let address: string;
let key: string;
let log = '';

beforeAll(async () => {
  server = spawn(process.execPath, [MAIN, '--db', file, '--port', '0', '--geo', 'off'], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const lines = createInterface({ input: server.stderr as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    log += `${line}\n`;
  });
  ({ address } = await vi.waitUntil(() => readServerFile(file), { timeout: 30_000 }));
  key = JSON.parse(readFileSync(keyFilePath(file), 'utf8')).writeKey;
});
afterAll(async () => {
  server.kill('SIGTERM');
  await once(server, 'exit');
});

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${address}/v1/batch`, { method: 'POST', body, headers: { 'x-write-key': key, ...headers } });
const isServing = async () => (await post('{"batch":[{"type":"page","anonymousId":"honest"}]}')).status === 200;

/** Sends bytes as they are. @returns all that comes back until the connection is closed. */
async function raw(...parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.on('error', () => {});
  for (const part of parts) socket.write(part);
  await closing(socket);
  return answer;
}

// Unlike `once`, it does not mind how.
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('close', () => resolve()));
}

function memoryPeak(): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

describe('a bomb', () => {
  test('of gzip is refused, and twenty at once do not fill the memory', async () => {
    expect(await isServing()).toBe(true);
    const before = memoryPeak();
    const bomb = gzipSync(Buffer.alloc(200 * 1_048_576, ' '));
    const bombs = Array.from({ length: 20 }, () => post(bomb, { 'content-encoding': 'gzip' }));
    for (const { status } of await Promise.all(bombs)) expect(status).toBe(413);
    // Unpacked they would be 4,000 MB.
    expect(memoryPeak() - before).toBeLessThan(200);
    expect(await isServing()).toBe(true);
  });

  test.each<[string, Buffer]>([
    ['br', brotliCompressSync(Buffer.alloc(50 * 1_048_576, ' '))],
    ['deflate', deflateSync(Buffer.alloc(50 * 1_048_576, ' '))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(1_048_576, ' ')))],
    ['zstd', Buffer.from('28b52ffd', 'hex')],
  ])('of %s is refused unopened', async (encoding, body) => {
    const before = memoryPeak();
    expect([400, 415]).toContain((await post(new Uint8Array(body), { 'content-encoding': encoding })).status);
    expect(memoryPeak() - before).toBeLessThan(100);
  });

  test('of bytes that never end is cut off', async () => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(`POST /v1/batch HTTP/1.1\r\nHost: a\r\nX-Write-Key: ${key}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const send = () => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on('drain', send);
    send();
    await closing(socket);
    expect(socket.bytesWritten).toBeLessThan(64 * 1_048_576);
    expect(await isServing()).toBe(true);
  });
});

describe('a request', () => {
  const BODY = '{"batch":[{"type":"page","anonymousId":"smuggled"}]}';
  const smuggled = () =>
    `POST /v1/batch?writeKey=${key} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

  test.each<[string, string]>([
    ['both a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 0\r\nContent-Length: 60\r\n\r\n'],
    ['chunks that are not the last encoding', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a length that is no number', 'Content-Length: 0x0\r\n\r\n'],
    ['a space before the colon', 'Content-Length : 0\r\n\r\n'],
    ['a line that goes on', 'X-Write-Key: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
    ['NUL in a header', 'X-Write-Key: a\u0000b\r\nContent-Length: 0\r\n\r\n'],
  ])('with %s is refused, and smuggles no other behind it', async (_what, rest) => {
    const answer = await raw(`POST /v1/batch HTTP/1.1\r\nHost: a\r\n${rest}${smuggled()}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('"success":true');
    expect(answer).toContain('"success":false');
  });

  test('with headers of 100 KB is refused', async () => {
    const answer = await raw(`GET /health HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('for a tunnel, an upgrade or HTTP/2 gets none', async () => {
    for (const start of [
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      'GET /health HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n',
    ]) {
      expect(await raw(start)).not.toMatch(/ 101 |Connection Established/i);
    }
    expect(await isServing()).toBe(true);
  });
});

test('500 connections that drip are closed, and others are served meanwhile', async () => {
  const { hostname, port } = new URL(address);
  const sockets: Socket[] = [];
  for (let index = 0; index < 500; index++) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.on('data', () => {});
    const isBody = index % 2 === 0;
    socket.write(`POST /v1/batch HTTP/1.1\r\nHost: a\r\nX-Write-Key: ${key}\r\n`);
    if (isBody) socket.write('Content-Length: 100000\r\n\r\n');
    const drip = setInterval(() => socket.write(isBody ? ' ' : 'X-A: b\r\n'), 500);
    socket.on('close', () => clearInterval(drip));
    sockets.push(socket);
  }
  let isOver = false;
  Promise.all(sockets.map(closing)).then(() => {
    isOver = true;
  });
  let servedCount = 0;
  for (; !isOver; servedCount++) expect(await isServing()).toBe(true);
  expect(servedCount).toBeGreaterThan(10);
});

test('after all this the log holds no key, no message and no address', () => {
  expect(log).not.toBe('');
  expect(log).not.toContain(key);
  expect(log).not.toContain(Buffer.from(`${key}:`).toString('base64').slice(0, 12));
  expect(log).not.toMatch(/anonymousId|smuggled|honest|writeKey|evil\.example|rawPacket/);
});
