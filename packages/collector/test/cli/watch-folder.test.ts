import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { mistakeIn } from '../../src/cli/import-file.ts';
import { type WatchOptions, watchFolder } from '../../src/cli/watch-folder.ts';
import { MappingError } from '../../src/collect/import/mapping.ts';
import { openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { kith } from './kith.ts';

const REPORT = { row_count: 1, accepted: 1, duplicate: 0, erased: 0, expired: 0, refused_row_count: 0 };

let file: string;
let folder: string;
beforeEach(() => {
  file = temporaryFile();
  folder = join(dirname(file), 'drop');
  mkdirSync(folder);
});

const put = (name: string, text = 'userId\nada\n') => writeFileSync(join(folder, name), text);
const inside = (name: string) => readdirSync(join(folder, name)).sort();

function watch(load: WatchOptions['load'], options: Partial<WatchOptions> = {}) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const said: string[] = [];
  const ended = watchFolder(folder, {
    ...{ load, mistakeIn, say: (text) => said.push(text), signal: ending.signal, quietMs: 5 },
    ...options,
  });
  return { ended, said };
}

test('moves files to where they belong, with a report, and leaves alone what is not whole', async () => {
  const names = ['b.csv', 'a.csv', 'bad.csv', 'c.csv.part', '.hidden', 'd.csv~'];
  for (const name of names) put(name);
  const order: string[] = [];
  const load: WatchOptions['load'] = async (path, refusedPath) => {
    order.push(path.slice(folder.length + 1));
    expect(dirname(refusedPath)).toBe(join(folder, 'done'));
    if (path.endsWith('bad.csv')) throw new MappingError('it is no table');
    return REPORT;
  };
  await watch(load, { isOnce: true }).ended;
  expect(order).toEqual(['a.csv', 'b.csv', 'bad.csv']);
  expect(inside('done')).toEqual(['a.csv', 'a.csv.report.json', 'b.csv', 'b.csv.report.json']);
  expect(inside('failed')).toEqual(['bad.csv', 'bad.csv.report.json']);
  expect(inside('.')).toEqual(['.hidden', 'c.csv.part', 'd.csv~', 'done', 'failed']);
  const report = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.report.json`), 'utf8'));
  expect(report('done/a.csv')).toEqual({ success: true, ...REPORT });
  expect(report('failed/bad.csv')).toEqual({ success: false, message: 'it is no table' });
});

test('keeps both of two files that come under one name', async () => {
  put('a.csv', 'first');
  await watch(async () => REPORT, { isOnce: true }).ended;
  put('a.csv', 'second');
  await watch(async () => REPORT, { isOnce: true }).ended;
  expect(readFileSync(join(folder, 'done/a.csv'), 'utf8')).toBe('first');
  expect(readFileSync(join(folder, 'done/2-a.csv'), 'utf8')).toBe('second');
});

test('tries again what a collector did not take', async () => {
  let tries = 0;
  const { said } = watch(
    async () => {
      if (++tries === 1) throw new Error('the server does not answer');
      return REPORT;
    },
    { quietMs: 50 },
  );
  put('a.csv');
  await vi.waitUntil(() => existsSync(join(folder, 'done/a.csv')), { timeout: 20_000, interval: 5 });
  expect(said).toEqual([
    'a.csv: the server does not answer; it is tried again',
    expect.stringMatching(/^a\.csv: 1 rows/),
  ]);
});

test('the command imports what is there', async () => {
  openDatabase(file).close();
  put('people.csv', 'id,plan\nada,pro\n,free\n');
  put('other.csv', 'plan\npro\n');
  const { code, out } = await kith(['import', '--watch', folder, '--once', '--map', 'id=userId', '--db', file]);
  expect([code, out]).toEqual([
    0,
    'other.csv: there is no column "id"\npeople.csv: 2 rows, 1 new messages, 1 refused rows\n',
  ]);
  expect(inside('done')).toEqual(['people.csv', 'people.csv.errors.csv', 'people.csv.report.json']);
  const db = openReadOnly(file);
  onTestFinished(() => void db.close());
  expect(db.prepare('SELECT user_id FROM profiles').pluck().all()).toEqual(['ada']);
});
