import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { verify } from '../../src/fold/verify.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { type RunningCollector, serve } from '../../src/serve.ts';
import { basic } from '../build-app.ts';
import { fillFile } from '../fold/collector.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { kith } from './kith.ts';

let file: string;
beforeEach(() => {
  file = temporaryFile();
  openDatabase(file).close();
});

const run = (path: string, ...flags: string[]) => kith(['import', path, ...flags, '--db', file]);

function write(name: string, content: Buffer | string): string {
  const path = join(dirname(file), name);
  writeFileSync(path, content);
  return path;
}

const query = (sql: string, path = file) => rowsIn(path, sql);

async function start(): Promise<RunningCollector> {
  const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], {});
  const collector = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => collector.stop());
  return collector;
}

const settled = (path = file) => vi.waitUntil(() => verify(path), { timeout: 30_000, interval: 20 });

const PEOPLE = `Kunde;E-Mail;Sitze;Firma;Firmenname;plan
42;ada@example.com;12;acme;Acme;pro
;nobody@example.com;1;;;free
43;alan@example.com;many;acme;;free
44;old@example.com;1;;;free
44;new@example.com;2;;;
45;eve@example.com;1;;;free;extra
`;
const MAP = Object.entries({
  Kunde: 'userId',
  'E-Mail': 'traits.email',
  Sitze: 'traits.seats:number',
  Firma: 'accountId',
  Firmenname: 'account.name',
}).flatMap(([column, target]) => ['--map', `${column}=${target}`]);

const PROFILES =
  "SELECT user_id, email, traits ->> '$.seats', traits ->> '$.plan', account_id FROM profiles ORDER BY user_id";

describe.each(['beside a running server', 'while none runs'])('%s', (where) => {
  beforeEach(async () => {
    if (where.includes('server')) await start();
  });

  test('people of a CSV file are who its mapping says, later rows count, and refused rows can be mended', async () => {
    const path = write('people.csv', PEOPLE);
    const { code, out } = await run(path, ...MAP);
    expect([code, out]).toEqual([1, expect.stringContaining('new messages      4\n')]);
    expect(out).toContain('refused rows      3');
    await settled();
    expect(query(PROFILES)).toEqual([
      ['42', 'ada@example.com', 12, 'pro', 'acme'],
      ['44', 'new@example.com', 2, 'free', null],
    ]);
    expect(query('SELECT account_id, name FROM accounts')).toEqual([['acme', 'Acme']]);
    const refused = readFileSync(`${path}.errors.csv`, 'utf8').trimEnd().split('\r\n');
    expect(refused).toEqual([
      'kith_row,kith_code,kith_path,kith_message,Kunde,E-Mail,Sitze,Firma,Firmenname,plan',
      expect.stringMatching(/^3,missing_identifier,userId,.*,nobody@example\.com,1,,,free$/),
      expect.stringMatching(/^4,invalid_value,traits\.seats,.*,43,alan@example\.com,many,acme,,free$/),
      expect.stringMatching(/^7,wrong_column_count,,.*,45,eve@example\.com,1,,,free,extra$/),
    ]);
    const mended = write('mended.csv', `${refused[0]}\n${refused[2]?.replace('many', '7')}\n`);
    expect((await run(mended, ...MAP)).code).toBe(0);
    expect(existsSync(`${mended}.errors.csv`)).toBe(false);
    await settled();
    expect(query(PROFILES)).toContainEqual(['43', 'alan@example.com', 7, 'free', 'acme']);
  });

  test('the same file again changes nothing, and the same row in another file counts anew', async () => {
    const path = write('people.csv', 'userId,plan\nada,pro\n');
    await run(path);
    await run(write('later.csv', 'userId,plan\nada,free\n'));
    const { hash } = await settled();
    const { length } = query('SELECT * FROM event_log');
    expect((await run(write('copy.csv.gz', gzipSync(readFileSync(path))))).out).toContain('stored before     1');
    expect((await settled()).hash).toBe(hash);
    expect(query('SELECT * FROM event_log')).toHaveLength(length);
    expect(query("SELECT traits ->> '$.plan' FROM profiles")).toEqual([['free']]);
    await run(write('again.csv', 'userId,plan\nada,pro\nbob,pro\n'));
    await settled();
    expect(query("SELECT traits ->> '$.plan' FROM profiles WHERE user_id = 'ada'")).toEqual([['pro']]);
  });

  test('messages keep their times, those of devices their sessions, and refused lines are named', async () => {
    const path = write('history.jsonl', `${HISTORY.map((line) => JSON.stringify(line)).join('\n')}\nnonsense\n\n`);
    const { code, out } = await run(path);
    expect([code, out]).toEqual([1, expect.stringContaining('new messages      4\n')]);
    expect(readFileSync(`${path}.errors.csv`, 'utf8')).toMatch(
      /\r\n5,invalid_json,,the line is no JSON object,nonsense\r\n$/,
    );
    const { hash } = await settled();
    expect(
      query('SELECT timestamp, received_at, is_server, session_id, user_id FROM events ORDER BY timestamp'),
    ).toEqual([
      ['2019-03-01T10:00:00.123Z', '2019-03-01T10:00:02.000Z', 0, 'a:h1/h-1', null],
      ['2019-03-01T10:20:00.000Z', '2019-03-01T12:30:00.000Z', 0, 'a:h1/h-1', 'ada'],
      ['2019-03-02T10:00:00.000Z', expect.any(String), 1, null, 'ada'],
      [expect.stringMatching(/^20[2-9]/), expect.any(String), 1, null, 'ada'],
    ]);
    expect(query('SELECT profile_id, session_count, last_os_name FROM profiles')).toEqual([['u:ada', 1, 'macOS']]);
    expect((await run(path)).out).toContain('stored before     4');
    expect((await settled()).hash).toBe(hash);
  });
});

const LIBRARY = { library: { name: 'analytics.js', version: '4.1.0' } };
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
const HISTORY = [
  {
    type: 'page',
    anonymousId: 'h1',
    messageId: 'h-1',
    timestamp: '2019-03-01T10:00:00.123456Z',
    sentAt: '2019-03-01T10:00:01Z',
    receivedAt: '2019-03-01T10:00:02Z',
    context: { ...LIBRARY, userAgent: MAC },
  },
  // Sent hours later by a wrong clock: its timestamp has been corrected where it arrived.
  {
    type: 'identify',
    anonymousId: 'h1',
    userId: 'ada',
    messageId: 'h-2',
    originalTimestamp: '2019-03-01T08:20:00Z',
    timestamp: '2019-03-01T10:20:00Z',
    sentAt: '2019-03-01T10:30:00Z',
    receivedAt: '2019-03-01T12:30:00Z',
    context: LIBRARY,
  },
  { type: 'track', userId: 'ada', event: 'Order Completed', timestamp: '2019-03-02T10:00:00Z' },
  { type: 'identify', userId: 'ada', traits: { plan: 'pro' } },
];

test('rows that are no CSV are named, and cost the others nothing', async () => {
  const path = write('people.csv', 'userId,plan\nada,p"ro\nbob,free\neve,"pro');
  expect((await run(path)).out).toMatch(/new messages {6}1\n.*\n {2}refused rows {6}2/);
  expect(readFileSync(`${path}.errors.csv`, 'utf8')).toMatch(/\r\n2,invalid_csv,.*\r\n4,invalid_csv,/s);
});

test('a dry run stores nothing and says what would be refused', async () => {
  const path = write('people.csv', PEOPLE);
  const { out } = await run(path, ...MAP, '--dry-run');
  expect(out).toMatch(/^Nothing was stored\. Read: 6 rows\n {2}readable messages 4\n {2}refused rows {6}3/);
  expect(query('SELECT * FROM ledger')).toEqual([]);
});

test('an import that was killed goes on where it was, and nothing is there twice', async () => {
  const rows = Array.from({ length: 4_000 }, (_, index) => `p${index % 2_500},${index},2026-01-01T00:00:00Z`);
  const path = write('many.csv', ['userId,traits.n:number,timestamp', ...rows, ''].join('\n'));
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, 'import', path, '--db', file], { env: { PATH: process.env.PATH } });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await vi.waitUntil(() => query('SELECT 1 FROM event_log LIMIT 1').length > 0, { timeout: 30_000, interval: 2 });
  child.kill('SIGKILL');
  await ended;
  const [[stored]] = query('SELECT count(*) FROM event_log') as [[number]];
  expect(stored).toBeLessThan(4_000);
  const { code, out } = await run(path);
  expect([code, out]).toEqual([0, expect.stringContaining(`stored before     ${stored}\n`)]);

  const whole = temporaryFile();
  openDatabase(whole).close();
  await kith(['import', path, '--db', whole]);
  expect((await settled()).hash).toBe((await settled(whole)).hash);
  expect(query("SELECT traits ->> '$.n' FROM profiles WHERE user_id = 'p7'")).toEqual([[2_507]]);
});

test('people who were erased do not come back', async () => {
  const path = write(
    'people.csv',
    'userId,plan,timestamp\nada,pro,2026-01-01T00:00:00Z\nbob,pro,2026-01-01T00:00:00Z\n',
  );
  await run(path);
  await kith(['erase', 'u:ada', '--yes', '--db', file]);
  expect((await run(path)).out).toContain('of erased people  1');
  await run(write('other.csv', 'userId,email,timestamp\nada,ada@example.com,2026-01-02T00:00:00Z\n'));
  expect(query('SELECT user_id FROM profiles')).toEqual([['bob']]);
});

test('what was exported comes back as it was', async () => {
  const traits = { email: 'a@example.com', note: '=1+1', phone: '+491701234567', quote: 'a "b", c\nd', zip: '01234' };
  await fillFile(file, (collector) => collector.sendFromBackend({ type: 'identify', userId: 'ada', traits }));
  const exported = join(dirname(file), 'export.csv');
  const columns = ['user_id', ...Object.keys(traits).map((key) => `traits.${key}`)].join(',');
  await kith(['export', 'profiles', exported, '--columns', columns, '--db', file]);
  file = temporaryFile();
  openDatabase(file).close();
  expect(await run(exported)).toMatchObject({ code: 0, error: '' });
  expect(query('SELECT traits FROM profiles').map((row) => JSON.parse(String((row as unknown[])[0])))).toEqual([
    traits,
  ]);
});

test.each([
  ['userId,plan\n', 'two.csv', ['--map', 'x=userId'], /there is no column "x"/],
  ['plan\npro\n', 'nobody.csv', [], /no column is userId or anonymousId/],
  ['', 'empty.csv', [], /no head/],
  [Buffer.from('userId,name\n1,M\xfcller\n', 'latin1'), 'latin.csv', [], /not UTF-8/],
  ['no gzip', 'people.csv.gz', [], /damaged/],
])('says what is wrong with a file: %j', async (content, name, flags, message) => {
  const { code, out, error } = await run(write(name, content), ...flags);
  expect([code, out, error]).toEqual([1, '', expect.stringMatching(message)]);
});

describe('POST /api/import', () => {
  const post = (
    { address }: RunningCollector,
    body: string | Uint8Array<ArrayBuffer>,
    authorization: string,
    query = '',
    headers = {},
  ) => fetch(`${address}/api/import?${query}`, { method: 'POST', headers: { authorization, ...headers }, body });

  test('takes a file from the administrator and from backends, and from nobody else', async () => {
    const collector = await start();
    const { keys } = collector;
    const mapping = `mapping=${encodeURIComponent(JSON.stringify({ id: 'userId' }))}`;
    const answer = await post(collector, gzipSync('id,plan\n1,pro\n,free\n'), `Bearer ${keys.adminToken}`, mapping);
    expect(await answer.json()).toEqual({
      success: true,
      ...{ row_count: 2, accepted: 1, duplicate: 0, erased: 0, expired: 0, refused_row_count: 1 },
      refused: [{ row: 3, code: 'missing_identifier', path: 'userId', message: expect.any(String) }],
    });
    const plain = await post(collector, 'id,plan\n3,pro\n', `Bearer ${keys.adminToken}`, mapping);
    expect(await plain.json()).toMatchObject({ success: true, row_count: 1, accepted: 1 });
    const line = '{"type":"identify","userId":"2"}\n';
    expect((await post(collector, line, basic(keys.secretKey), 'format=jsonl')).status).toBe(200);
    expect((await post(collector, line, basic(keys.writeKey), 'format=jsonl')).status).toBe(401);
    expect((await post(collector, line, '', 'format=jsonl')).status).toBe(401);
    const origin = { origin: 'https://shop.example' };
    expect((await post(collector, line, basic(keys.secretKey), 'format=jsonl', origin)).status).toBe(401);
    expect((await post(collector, 'plan\npro\n', `Bearer ${keys.adminToken}`)).status).toBe(400);
    expect((await post(collector, 'userId\n', `Bearer ${keys.adminToken}`, 'mapping=7')).status).toBe(400);
    await settled();
    expect(query('SELECT user_id, source FROM events ORDER BY 1')).toEqual([
      ['1', 'import'],
      ['2', 'backend'],
      ['3', 'import'],
    ]);
  });
});
