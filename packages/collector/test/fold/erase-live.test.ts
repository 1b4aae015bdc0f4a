import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { verify } from '../../src/fold/verify.ts';
import { type RunningCollector, serve } from '../../src/serve.ts';
import { basic } from '../build-app.ts';
import { temporaryFile } from '../persist/temporary-file.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

async function startServer(): Promise<
  RunningCollector & { database: string; send: (body: object, query?: string) => Promise<object> }
> {
  const database = temporaryFile();
  const config = readConfig([`--db=${database}`, '--port=0', '--geo=off'], {});
  const server = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => server.stop());
  const send = async (body: object, query = '') => {
    const headers = { authorization: basic(server.keys.secretKey), 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${server.address}/v1/batch${query}`, request);
    return (await response.json()) as object;
  };
  return { ...server, database, send };
}

/** People with enough events, and enough changes to them, that rows move between pages. */
function batches(): object[] {
  return Array.from({ length: 10 }, (_, batch) => ({
    batch: Array.from({ length: 400 }, (_, index) => {
      const number = (batch * 400 + index * 7919) % 4_000;
      const userId = number % 9 === 0 ? 'victim' : `user${number % 50}`;
      const timestamp = new Date(Date.UTC(2026, 0, 1) + number * 600_000).toISOString();
      const traits = { [`key${number % 40}`]: `${userId} ${'x'.repeat(number % 300)}` };
      return { type: 'identify', messageId: `m${number}`, userId, anonymousId: `${userId}s`, timestamp, traits };
    }),
  }));
}

const inOtherProcess = (script: string, ...texts: string[]) =>
  execFileSync(process.execPath, ['-e', script, ...texts])
    .toString()
    .trim();

function occurrences(database: string): number {
  const script = `let count = 0; for (const file of process.argv.slice(1)) {
    const bytes = require('fs').readFileSync(file);
    for (let at = bytes.indexOf('victim'); at >= 0; at = bytes.indexOf('victim', at + 1)) count++;
  } console.log(count)`;
  return Number(inOtherProcess(script, ...['', '-wal', '-shm'].map((end) => database + end).filter(existsSync)));
}

async function erase({ address, keys }: RunningCollector, body: object) {
  const response = await fetch(`${address}/api/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'erase', ...body }),
  });
  return { status: response.status, body: await response.json() };
}

test('a running server erases to the last byte while it takes events, and keeps away what comes late', async () => {
  const server = await startServer();
  const { send, database } = server;
  for (const batch of batches()) await send(batch);
  expect(occurrences(database)).toBeGreaterThan(1_000);
  const erasing = erase(server, { identity: 'u:victim' });
  const meanwhile = Promise.all(batches().map((batch) => send(batch)));
  const { status, body } = await erasing;
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { success: true, decision_id: 1, erasure: { eventCount: 445, isClean: true } },
  });
  await meanwhile;
  expect(occurrences(database)).toBe(0);
  expect(await send(batches()[3] as object)).toMatchObject({ success: true, accepted: 0, rejected: [] });
  expect(occurrences(database)).toBe(0);
  const verdict = await vi.waitUntil(() => verify(database), { timeout: 30_000, interval: 20 });
  expect(verdict).toMatchObject({ isEqual: true, counts: { events: 3_555 } });
  expect(await erase(server, { identity: 'u:victim' })).toMatchObject({ status: 400 });
  expect(await erase(server, { identity: 'u:user1', at: '2999-01-01' })).toMatchObject({ status: 400 });
});

test('a reader that holds the log is reported, and the log is emptied when it lets go', async () => {
  const server = await startServer();
  const { send, database } = server;
  await send(batches()[0] as object);
  const reader = new Database(database, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM event_log').get();
  const { body } = await erase(server, { identity: 'u:victim' });
  expect(body.erasure).toMatchObject({ isClean: false, reason: expect.stringContaining('a reader holds the log') });
  expect(occurrences(database)).toBeGreaterThan(0);
  reader.close();
  await vi.waitUntil(() => occurrences(database) === 0, { timeout: 15_000, interval: 200 });
});

test('the command says what it would erase, and erases through the server', async () => {
  const { send, database } = await startServer();
  await send(batches()[0] as object, '?wait=profile');
  const kith = (...flags: string[]) =>
    new Promise<string>((resolve) => {
      const child = execFile(process.execPath, [CLI, 'erase', ...flags, `--db=${database}`], (_error, out, error) =>
        resolve(`${child.exitCode} ${out}${error}`),
      );
      child.stdin?.end();
    });
  expect(await kith('u:victim')).toMatch(
    /^1 u:victim: \d+ events, \d+ sessions and \d+ survey responses would be deleted, of\n {2}u:victim/,
  );
  expect(await kith('u:none', '--yes')).toMatch(/^1 kith: .*leads to nobody/);
  expect(occurrences(database)).toBeGreaterThan(0);
  expect(await kith('a:victims', '--yes')).toMatch(/^0 erased by decision 1\n(?:.*\n)+.*nothing is left of it/);
  expect(occurrences(database)).toBe(0);
});
