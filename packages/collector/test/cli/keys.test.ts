import { readFileSync, statSync } from 'node:fs';
import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { keyFilePath } from '../../src/collect/key-file.ts';
import { sha256 } from '../../src/collect/keys.ts';
import { readConfig } from '../../src/config.ts';
import { openReadOnly } from '../../src/persist/database.ts';
import { allKeys } from '../../src/persist/key-table.ts';
import { type RunningCollector, serve } from '../../src/serve.ts';
import { basic } from '../build-app.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { kith } from './kith.ts';

let file: string;
beforeEach(() => {
  file = temporaryFile();
});

const run = (...flags: string[]) => kith(['keys', ...flags, '--db', file]);
const keptIn = (path: string) => JSON.parse(readFileSync(keyFilePath(path), 'utf8'));

async function start(environment: Record<string, string> = {}): Promise<RunningCollector> {
  const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], environment);
  const collector = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => collector.stop());
  return collector;
}

let lastId = 0;
async function send({ address }: RunningCollector, key: string, headers: Record<string, string> = {}): Promise<number> {
  const body = JSON.stringify({ batch: [{ type: 'page', anonymousId: 'a', messageId: `m${++lastId}` }] });
  const request = { method: 'POST', headers: { authorization: basic(key), ...headers }, body };
  return (await fetch(`${address}/v1/batch`, request)).status;
}

function table() {
  const db = openReadOnly(file);
  try {
    return allKeys(db);
  } finally {
    db.close();
  }
}

const query = (sql: string) => rowsIn(file, sql);

const newKey = (out: string) => /^key \d+: (\w+)$/m.exec(out)?.[1] ?? '';

test('the database knows keys by their hash only', async () => {
  const { keys } = await start();
  expect(table()).toMatchObject([
    { key_id: 1, kind: 'public', source: 'web', sha256: sha256(keys.writeKey), is_given: 1, revoked_at: null },
    { key_id: 2, kind: 'secret', source: 'backend', sha256: sha256(keys.secretKey), is_given: 1, exposed_at: null },
  ]);
  expect(JSON.stringify(table())).not.toMatch(/[ps]k_/);
});

describe.each(['beside a running server', 'while none runs'])('%s', (where) => {
  let collector: RunningCollector;
  let before: RunningCollector['keys'];
  beforeEach(async () => {
    collector = await start();
    before = collector.keys;
    if (!where.includes('server')) await collector.stop();
  });
  const running = async () => {
    if (!where.includes('server')) collector = await start();
    return collector;
  };

  test('a key that was added sends for its own source, and is shown once', async () => {
    const { code, out, error } = await run('add', 'public', 'ios-app');
    expect([code, out, error]).toEqual([0, expect.stringMatching(/^key 3: pk_[\da-f]{32}\n$/), '']);
    expect(await send(await running(), newKey(out))).toBe(200);
    expect(query(`SELECT source, trust FROM event_log`)).toEqual([['ios-app', 0]]);
    expect((await run('list')).out).not.toContain(newKey(out));
    expect(keptIn(file)).toEqual({ ...before });
  });

  test('a key in the key file is rotated: both send until the old one is revoked', async () => {
    const { out } = await run('rotate', '2');
    expect(out).toMatch(/^key 3: sk_[\da-f]{48}\nBoth are taken now\. .* kith keys revoke 2\n$/);
    expect(keptIn(file)).toEqual({ ...before, secretKey: newKey(out) });
    expect(statSync(keyFilePath(file)).mode & 0o777).toBe(0o600);
    const server = await running();
    expect(await send(server, before.secretKey)).toBe(200);
    expect(await send(server, newKey(out))).toBe(200);
    expect(query('SELECT DISTINCT source, trust FROM event_log')).toEqual([['backend', 2]]);

    if (!where.includes('server')) await server.stop();
    expect(await run('revoke', '2')).toEqual({ code: 0, out: 'key 2 revoked\n', error: '' });
    const after = await running();
    expect(await send(after, before.secretKey)).toBe(401);
    expect(await send(after, newKey(out))).toBe(200);
  });

  test('an added key is rotated and revoked the same way', async () => {
    const added = newKey((await run('add', 'secret', 'crm')).out);
    const rotated = newKey((await run('rotate', '3')).out);
    expect(rotated).toMatch(/^sk_/);
    expect(keptIn(file)).toEqual({ ...before });
    await run('revoke', '3');
    const server = await running();
    expect([await send(server, added), await send(server, rotated)]).toEqual([401, 200]);
  });

  test('a key from the key file cannot be revoked before another is in its place', async () => {
    const { code, error } = await run('revoke', '1');
    expect([code, error]).toEqual([1, expect.stringContaining('rotate it')]);
    expect(await send(await running(), before.writeKey)).toBe(200);
  });

  test('what cannot be done is refused with a sentence', async () => {
    const outcomes = await Promise.all(REFUSED.map(([flags]) => run(...flags)));
    for (const [index, [flags, message]] of REFUSED.entries()) {
      const refused = { code: 1, out: '', error: expect.stringMatching(message) };
      expect(outcomes[index], flags.join(' ')).toEqual(refused);
    }
    expect(table()).toHaveLength(2);
    expect(keptIn(file)).toEqual({ ...before });
  });
});

const REFUSED: readonly (readonly [flags: readonly string[], message: RegExp])[] = [
  [['revoke', '9'], /there is no key 9 in force/],
  [['rotate', '9'], /there is no key 9 in force/],
  [['revoke'], /say which key by its number/],
  [['rotate', 'web'], /say which key by its number/],
  [['add', 'private', 'x'], /a key is public or secret/],
  [['add', 'public', 'a b'], /a source is named/],
  [['add', 'public'], /a source is named/],
  [['forget', '1'], /action must be add, rotate or revoke/],
];

describe('keys that the settings give', () => {
  const given = { KITH_WRITE_KEY: 'pk_given_01234567', KITH_SECRET_KEY: 'sk_given_01234567' };

  test('are in force while they are given, and those of the key file are not', async () => {
    const first = await start();
    await first.stop();
    const second = await start(given);
    expect(await send(second, given.KITH_WRITE_KEY)).toBe(200);
    expect(await send(second, first.keys.writeKey)).toBe(401);
    await second.stop();
    const third = await start();
    expect([await send(third, given.KITH_WRITE_KEY), await send(third, first.keys.writeKey)]).toEqual([401, 200]);
    expect(table().map(({ is_given, revoked_at }) => [is_given, revoked_at === null])).toEqual([
      [1, true],
      [1, true],
      [0, false],
      [0, false],
    ]);
  });

  test('are rotated beside them, and stay while they are given', async () => {
    const collector = await start(given);
    const { out } = await run('rotate', '1');
    expect(out).toContain('Key 1 is taken for as long as the settings give it.');
    expect([await send(collector, given.KITH_WRITE_KEY), await send(collector, newKey(out))]).toEqual([200, 200]);
  });

  test('must differ from each other', async () => {
    await expect(start({ KITH_WRITE_KEY: 'same-key-1', KITH_SECRET_KEY: 'same-key-1' })).rejects.toThrow(/must differ/);
    await expect(start({ KITH_ADMIN_TOKEN: 'same-key-1', KITH_SECRET_KEY: 'same-key-1' })).rejects.toThrow(
      /must differ/,
    );
  });
});

test('a secret key that came from a browser is noted, wherever in the request it was', async () => {
  const collector = await start();
  const second = newKey((await run('add', 'secret', 'crm')).out);
  expect(await send(collector, collector.keys.secretKey, { origin: 'https://shop.example' })).toBe(403);
  const body = JSON.stringify({ writeKey: second, batch: [] });
  const request = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' }, body };
  expect((await fetch(`${collector.address}/v1/batch`, request)).status).toBe(403);
  expect(query('SELECT source, exposed_at IS NOT NULL FROM keys ORDER BY key_id')).toEqual([
    ['web', 0],
    ['backend', 1],
    ['crm', 1],
  ]);
});

test('only the admin token changes keys', async () => {
  const { address, keys } = await start();
  const body = JSON.stringify({ action: 'add', kind: 'secret', source: 'x', digest: sha256('sk_mine') });
  for (const token of [keys.writeKey, keys.secretKey, '']) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect((await fetch(`${address}/api/keys`, { method: 'POST', headers, body })).status).toBe(401);
  }
  expect(table()).toHaveLength(2);
});
