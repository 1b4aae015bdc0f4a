import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/persist/database.ts';
import { kith } from './cli/kith.ts';

let directory: string;
let path: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kith-cli-'));
  path = join(directory, 'kith.db');
  openDatabase(path).close();
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('kith', () => {
  test('lists its commands', async () => {
    const { code, out } = await kith([]);
    expect(code).toBe(0);
    for (const command of ['serve', 'sql', 'enrich']) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test.each(['nonsense', '__proto__', 'constructor'])('refuses the command %s', async (command) => {
    const { code, error } = await kith([command]);
    expect([code, error]).toEqual([1, expect.stringContaining('no command named')]);
  });

  test('explains the settings of serve', async () => {
    const { code, out } = await kith(['serve', '--help']);
    expect([code, out]).toEqual([0, expect.stringContaining('KITH_TRUST_PROXY')]);
  });

  test.each([
    [['--port', 'x'], /KITH_PORT/],
    [['--geo', 'mmdb:/nowhere.mmdb', '--db', ':memory:'], /KITH_GEO/],
    [['--db', '/nowhere/kith.db'], /nowhere/],
  ])('serve %o ends with what to do, and no stack', async (flags, message) => {
    const { code, error } = await kith(['serve', ...flags]);
    expect([code, error]).toEqual([1, expect.stringMatching(message)]);
    expect(error).not.toMatch(/^\s+at /m);
  });
});

describe('kith sql', () => {
  const sql = (...flags: string[]) => kith(['sql', '--db', path, ...flags]);
  const query = `select 1 as a, 'x, "y"' as b, null as c union all select 22, 'é', 1.5`;

  test('prints a table', async () => {
    expect((await sql(query)).out).toBe('a   b       c\n──  ──────  ───\n1   x, "y"\n22  é       1.5\n(2 rows)\n');
    expect((await sql('select 1 as a where 0')).out).toBe('a\n─\n(0 rows)\n');
  });

  test('prints JSON', async () => {
    const { out } = await sql('--json', query);
    expect(JSON.parse(out)).toEqual([
      { a: 1, b: 'x, "y"', c: null },
      { a: 22, b: 'é', c: 1.5 },
    ]);
  });

  test('prints CSV', async () => {
    expect((await sql('--csv', query)).out).toBe('a,b,c\r\n1,"x, ""y""",\r\n22,é,1.5\r\n');
  });

  test.each([
    ['delete from event_log', /changes nothing/],
    ['select nonsense', /no such column/],
    ['', /Usage/],
  ])('%s fails with a sentence', async (text, message) => {
    const { code, out, error } = await sql(text);
    expect([code, out + error]).toEqual([1, expect.stringMatching(message)]);
  });

  test('a missing database is named', async () => {
    const { code, error } = await kith(['sql', '--db', join(directory, 'none.db'), 'select 1']);
    expect([code, error]).toEqual([1, expect.stringContaining('none.db')]);
  });
});

test('kith enrich prints the attributes of each line', async () => {
  const lines = [
    {
      user_agent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
      hints: { headers: { 'Sec-CH-UA-Platform': '"Windows"', 'Sec-CH-UA-Platform-Version': '"15.0.0"' } },
    },
    { ip: '8.8.8.8' },
  ].map((line) => JSON.stringify(line));
  const { out } = await kith(['enrich'], [...lines, 'nonsense'].join('\n'));
  const [device, place, error] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(device).toMatchObject({
    device_type: 'desktop',
    os_name: 'Windows',
    os_version: '11',
    browser_name: 'Chrome',
    is_bot: false,
  });
  expect(place).toMatchObject({ country: 'US', is_bot: false });
  expect(error).toEqual({ error: 'not a JSON object' });
});
