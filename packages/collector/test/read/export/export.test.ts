import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import readXlsx from 'read-excel-file/node';
import { beforeEach, describe, expect, it, onTestFinished, test } from 'vitest';
import { fillSampleDatabase } from '../../../../../test/sample-database.ts';
import { buildApp as build } from '../../../src/app.ts';
import { harmlessText, originalText } from '../../../src/collect/spreadsheet-text.ts';
import { type Db, openDatabase, openExport } from '../../../src/persist/database.ts';
import { beginExport, type ExportRequest } from '../../../src/read/export/export.ts';
import { startReaders } from '../../../src/read/readers.ts';
import { fakeWriter, KEYS } from '../../build-app.ts';
import { kith } from '../../cli/kith.ts';
import { startCollector } from '../../fold/collector.ts';
import { temporaryFile } from '../../persist/temporary-file.ts';
import { relationsOf } from '../../persist/world-file.ts';

let file: string;
beforeEach(() => {
  file = temporaryFile();
});

function open(path = file): Db {
  const db = openExport(path);
  onTestFinished(() => void db.close());
  return db;
}

const exported = (db: Db, request: ExportRequest) => text(beginExport(db, request, Date.now()).content);
const linesOf = (csv: string) => csv.trimEnd().split('\r\n');

describe('of the sample', () => {
  beforeEach(() => fillSampleDatabase(file));

  it('writes the people whom a filter selects, with the columns that are wanted', async () => {
    const filter = JSON.stringify({ did: 'Order Completed' });
    const request = { what: 'profiles', filter, sort: 'profile_id', order: 'asc' } as const;
    expect(
      linesOf(await exported(open(), { ...request, columns: 'profile_id,traits.plan,session_count,is_test' })),
    ).toEqual(['profile_id,traits.plan,session_count,is_test', 'u:ada,pro,3,false', 'u:alan,free,3,false']);
    const labelled = { columns: 'user_id,traits.plan', labels: true, everybody: true };
    expect(linesOf(await exported(open(), { ...request, ...labelled }))).toEqual([
      'User id,plan',
      'ada,pro',
      'alan,free',
      'eve,pro',
    ]);
  });

  it('writes every column, traits one by one', async () => {
    const [head = ''] = linesOf(await exported(open(), { what: 'profiles', columns: 'all' }));
    const names = head.split(',');
    expect(names).toEqual(expect.arrayContaining(['profile_id', 'first_country', 'is_bot', 'traits.plan']));
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('traits.email');
  });

  it('writes survey responses with a column for each question', async () => {
    const csv = await exported(open(), { what: 'responses', survey_id: 'onboarding', labels: true });
    const [head = '', first = ''] = linesOf(csv);
    expect(head).toMatch(/^Response,Survey id,.*,Would you recommend us\?,why$/);
    expect(first).toMatch(/^r1,onboarding,Onboarding,u:ada,.*,9,It just works$/);
    const filter = JSON.stringify({ attribute: 'user_id', is: 'ada' });
    expect(linesOf(await exported(open(), { what: 'responses', filter }))[1]).toMatch(/,"\{""score"":9,/);
  });

  it('writes accounts with the figures of their people, and what is said of them', async () => {
    const request = { what: 'accounts', sort: 'account_id', order: 'asc' } as const;
    expect(
      linesOf(await exported(open(), { ...request, columns: 'account_id,name,user_count,traits.industry' })),
    ).toEqual(['account_id,name,user_count,traits.industry', 'acme,Acme,2,toys', 'globex,Globex,1,']);
    const filter = JSON.stringify({ trait: 'industry', is: 'toys' });
    const [head, ...lines] = linesOf(await exported(open(), { ...request, columns: 'all', filter }));
    expect(head).toMatch(/^account_id,name,created_at,.*,event_count,traits.industry$/);
    expect(lines).toHaveLength(1);
    expect(linesOf(await exported(open(), { ...request, columns: 'user_count', find: 'GLOB' }))).toEqual([
      'user_count',
      '1',
    ]);
    await expect(async () => exported(open(), { ...request, columns: 'email' })).rejects.toThrow('column of accounts');
  });

  it('writes tables as lines of JSON', async () => {
    const columns = 'user_id,session_count,is_test,first_region';
    const filter = JSON.stringify({ attribute: 'user_id', is: 'ada' });
    const lines = await exported(open(), { what: 'profiles', format: 'jsonl', filter, columns, labels: true });
    expect(lines).toBe('{"user_id":"ada","session_count":3,"is_test":false,"first_region":null}\n');
    const accounts = await exported(open(), { what: 'accounts', format: 'jsonl', columns: 'name', sort: 'name' });
    expect(accounts).toBe('{"name":"Globex"}\n{"name":"Acme"}\n');
  });

  it('writes people as capsules which make the same people elsewhere', async () => {
    const everybody = relationsOf(open());
    for (const [index, id] of ['u:ada', 'a:device-clock'].entries()) {
      const capsule = `${file}-${index}.jsonl.gz`;
      const other = `${capsule}.db`;
      openDatabase(other).close();
      expect(await kith(['export', id, capsule, '--db', file])).toMatchObject({ code: 0 });
      expect(await kith(['import', capsule, '--db', other])).toMatchObject({ code: 0 });
      const arrived = relationsOf(open(other));
      for (const name of OF_PEOPLE) {
        const own = (everybody[name] as readonly { profile_id: string }[]).filter((row) => row.profile_id === id);
        expect(arrived[name], `${name} of ${id}`).toEqual(own);
      }
    }
  });

  it('writes every message as a line in the format of Segment', async () => {
    const db = open();
    const lines = (await exported(db, { what: 'events' })).trimEnd().split('\n');
    const count = db.prepare<[], number>('SELECT count(*) FROM event_log').pluck().get();
    expect(lines.length).toBe(count);
    const order = lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'Order Completed');
    expect(order).toMatchObject({
      type: 'track',
      anonymousId: 'device-ada',
      userId: 'ada',
      timestamp: '2026-11-02T09:05:00.000Z',
      properties: { order_id: 'o1', revenue: 49.9 },
      kith: { source: 'web', is_server: 0, os_name: 'Linux' },
    });
  });

  it('writes one person with everything', async () => {
    const person = JSON.parse(await exported(open(), { what: 'profile', profile_id: 'a:phone-ada' }));
    expect(person).toMatchObject({ profile_id: 'u:ada', email: 'ada@example.com', traits: { plan: 'pro' } });
    expect(person.identities.length).toBeGreaterThan(2);
    expect(person.sessions).toHaveLength(3);
    expect(person.survey_answers).toContainEqual(expect.objectContaining({ question_id: 'score', answer: 9 }));
    expect(person.events).toHaveLength(person.message_count);
    expect(person.events.map(({ timestamp }: { timestamp: string }) => timestamp)).toEqual(
      person.events.map(({ timestamp }: { timestamp: string }) => timestamp).sort(),
    );
  });

  it('the command writes files, whole or not at all', async () => {
    const target = `${file}.csv`;
    expect(await kith(['export', 'profiles', target, '--db', file])).toMatchObject({
      code: 0,
      out: `${target}: 5 rows\n`,
    });
    expect(readFileSync(target, 'utf8')).toBe((await kith(['export', 'profiles', '--db', file])).out);
    for (const flags of [['people'], ['profiles', '--columns', 'shoe'], ['u:nobody'], ['events', '/nowhere/x.jsonl']]) {
      expect(await kith(['export', ...flags, '--db', file])).toMatchObject({ code: 1, out: '' });
    }
    expect(await kith(['export', 'events', `${file}.gz`, '--db', file])).toMatchObject({ code: 0 });
    expect([...readFileSync(`${file}.gz`).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  describe('over HTTP', () => {
    const start = () => {
      const readers = startReaders({ database: file, timezone: 'UTC' });
      const app = build({
        config: { origins: null, publicUrl: null, trustProxy: [] },
        keys: KEYS,
        writer: fakeWriter(),
        readers,
      });
      onTestFinished(() => app.close());
      const get = (url: string, token = KEYS.adminToken) =>
        app.inject({ url, headers: { authorization: `Bearer ${token}` } });
      return { get, readers };
    };

    it('downloads what the command writes', async () => {
      const { get } = start();
      const response = await get('/api/export/profiles?sort=profile_id&columns=profile_id,name');
      expect(response.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="people.csv"',
      });
      const flags = ['profiles', '--sort', 'profile_id', '--columns', 'profile_id,name', '--db', file];
      expect(response.body).toBe((await kith(['export', ...flags])).out);
      const sheet = await readXlsx((await get('/api/export/responses?format=xlsx&survey_id=onboarding')).rawPayload);
      expect(JSON.stringify(sheet)).toContain('It just works');
      expect((await get('/api/export/profiles/u:ada')).json()).toMatchObject({ profile_id: 'u:ada' });
      expect((await get('/api/export/accounts?format=jsonl')).body).toBe(
        (await kith(['export', 'accounts', '--format', 'jsonl', '--db', file])).out,
      );
      const capsule = await get('/api/export/profiles/u:ada?format=jsonl');
      expect(capsule.headers['content-disposition']).toBe('attachment; filename="person.jsonl"');
      expect(capsule.body).toBe((await kith(['export', 'u:ada', '--format', 'jsonl', '--db', file])).out);
      expect((await get('/api/export/events')).body).toBe((await kith(['export', 'events', '--db', file])).out);
    });

    it('refuses strangers and nonsense', async () => {
      const { get } = start();
      expect((await get('/api/export/profiles', KEYS.secretKey)).statusCode).toBe(401);
      expect((await get('/api/export/profiles?columns=shoe')).json()).toMatchObject({ code: 'bad_question' });
      expect((await get('/api/export/profiles?filter=%7B')).statusCode).toBe(400);
      expect((await get('/api/export/profiles?format=pdf')).statusCode).toBe(400);
      expect((await get('/api/export/profiles/u:nobody')).statusCode).toBe(404);
    });

    it('breaks off instead of looking whole', async () => {
      const { readers } = start();
      const content = await readers.exports.begin({ what: 'events' });
      readers.exports.stop();
      await expect(text(content)).rejects.toThrow();
    });
  });
});

const OF_PEOPLE = [
  ...(['profiles', 'identities', 'sessions', 'traits', 'memberships', 'events'] as const),
  ...(['survey_responses', 'survey_answers', 'engagements', 'event_counts'] as const),
];

/** Texts with which a spreadsheet would do something, or which its format cannot hold. */
const NASTY = [
  '=1+1',
  '+491701234567',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  '=HYPERLINK("https://evil.example","x")',
  'a\u0001\u000bb\ud800c',
  '<b>&amp;"\'',
  'x'.repeat(39_000),
  '_x0041_',
];

test('lets no text compute, whatever it says, and no character break the file', async () => {
  const collector = await startCollector(file);
  for (const [index, title] of NASTY.entries()) {
    await collector.sendFromBackend({ type: 'identify', userId: `p${index + 10}`, traits: { title, seats: -5 } });
  }
  await collector.verdict();
  const db = open();
  const request = { what: 'profiles', columns: 'traits.title,traits.seats', sort: 'profile_id', order: 'asc' } as const;
  const csv = await exported(db, request);
  expect(linesOf(csv).filter((line) => /^"?[=+\-@\t\r＝]/.test(line))).toEqual([]);
  expect(csv).toContain("'+491701234567,-5\r\n");
  expect(await exported(db, { ...request, raw: true })).toContain('\r\n+491701234567,-5\r\n');

  const { content } = beginExport(db, { ...request, format: 'xlsx' }, Date.now());
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const rows = await readXlsx(Buffer.concat(chunks), { trim: false });
  expect(JSON.stringify(rows).length).toBeGreaterThan(30_000);
  for (const [index, title] of NASTY.entries()) {
    if (index < 8 && !title.startsWith('\t') && !title.startsWith('\r'))
      expect(rowsOf(rows)[index + 1]).toEqual([title, -5]);
  }
  expect(rowsOf(rows)[9]?.[0]).toBe('ab\ufffdc');
  expect(rowsOf(rows)[10]?.[0]).toBe('<b>&amp;"\'');
  expect(String(rowsOf(rows)[11]?.[0]).length).toBe(32_767);
});

// One sheet, however the library wraps it.
function rowsOf(sheets: unknown): unknown[][] {
  const [first] = sheets as { data?: unknown[][] }[];
  return first?.data ?? (sheets as unknown[][]);
}

test('harmless texts read as what they were', () => {
  for (const title of [...NASTY, "it's", "'quoted'", '']) expect(originalText(harmlessText(title))).toBe(title);
});

test('holds nothing of the log while nobody reads, and each row once', async () => {
  const collector = await startCollector(file);
  const people = Array.from({ length: 2_500 }, (_, index) => ({ type: 'identify', userId: `p${index}` }));
  await collector.sendFromBackend(...people);
  await collector.verdict();
  await collector.stop();
  const { content, count } = beginExport(open(), { what: 'profiles', columns: 'profile_id' }, Date.now());
  const reader = content[Symbol.asyncIterator]();
  let csv = String((await reader.next()).value);
  const writable = openDatabase(file);
  onTestFinished(() => void writable.close());
  writable.exec("INSERT INTO meta (name, value) VALUES ('written', 'meanwhile')");
  expect(writable.pragma('wal_checkpoint(TRUNCATE)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
  for (let part = await reader.next(); !part.done; part = await reader.next()) csv += part.value;
  expect(count).toBe(2_500);
  expect(new Set(linesOf(csv).slice(1)).size).toBe(2_500);
});
