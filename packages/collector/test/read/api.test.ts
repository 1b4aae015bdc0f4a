import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fillSampleDatabase } from '../../../../test/sample-database.ts';
import { buildApp as build } from '../../src/app.ts';
import { decide } from '../../src/fold/decide.ts';
import { appendAudit } from '../../src/persist/audit-table.ts';
import { type Db, openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { changeGrants } from '../../src/persist/grant-table.ts';
import { answerRow } from '../../src/read/answer-row.ts';
import { API_ROUTES } from '../../src/read/api-routes.ts';
import { checkedDecision } from '../../src/read/checked-decision.ts';
import type { Row } from '../../src/read/page.ts';
import { startReaders } from '../../src/read/readers.ts';
import { buildApp, fakeWriter, KEYS, NO_READERS } from '../build-app.ts';
import { fileOfTests } from '../persist/temporary-file.ts';

const PERIOD = 'from=2026-11-01&to=2026-12-01';
const AUTHORIZED = { authorization: `Bearer ${KEYS.adminToken}` };

const file = fileOfTests();
let app: FastifyInstance;
let db: Db;

beforeAll(async () => {
  await fillSampleDatabase(file);
  saveSegments(file);
  db = openReadOnly(file);
  const readers = startReaders({ database: file, timezone: 'Europe/Berlin' });
  const config = { origins: null, publicUrl: null, trustProxy: [] };
  app = build({ config, keys: KEYS, writer: fakeWriter(), readers });
});

afterAll(async () => {
  await app?.close();
  db?.close();
});

function saveSegments(path: string): void {
  const writable = openDatabase(path);
  const save = (segment: object) => decide(writable, checkedDecision({ kind: 'segment', ...segment }, 0), 0);
  save({ segment_id: 'gone', filter: { did: 'Order Completed' } });
  save({ segment_id: 'gone', filter: null });
  save({ segment_id: 'buyers', name: 'Bought', filter: { did: 'Order Completed' } });
  save({ segment_id: 'misspelt', filter: { any: [{ trait: 'paln', is: 'pro' }, { segment: 'buyers' }] } });
  save({ segment_id: 'teams', subject: 'accounts', filter: { attribute: 'user_count', at_least: 2 } });
  changeGrants(writable, { action: 'add', kind: 'key', name: 'crm', scopes: ['read'], secretHash: 'x' }, 0);
  const entry = { done_at: '', actor: 'crm', action: 'read', path: '/api/events', identity: null } as const;
  appendAudit(writable, [{ ...entry, decision_id: null }]);
  writable.close();
}

async function get(url: string, headers: Record<string, string> = AUTHORIZED) {
  const response = await app.inject({ url, headers });
  return { status: response.statusCode, body: response.json() };
}

/** An address of each route, with a question that has an answer. */
const ADDRESSES: Readonly<Record<string, string>> = {
  '/api/access': '/api/access?',
  '/api/accounts': '/api/accounts?sort=traits.plan',
  '/api/accounts/:account_id': '/api/accounts/acme?',
  '/api/accounts/:account_id/users': '/api/accounts/acme/users?everybody=true',
  '/api/accounts/:account_id/overview': `/api/accounts/acme/overview?${PERIOD}`,
  '/api/accounts/count': '/api/accounts/count?by=traits.plan',
  '/api/attributes': '/api/attributes?',
  '/api/audit': '/api/audit?actor=crm',
  '/api/decisions': '/api/decisions?kind=test',
  '/api/definitions/events': '/api/definitions/events?limit=3',
  '/api/definitions/traits': '/api/definitions/traits?trait_group=survey',
  '/api/doctor': '/api/doctor?',
  '/api/duplicates': '/api/duplicates?kind=email',
  '/api/events': '/api/events?name=Order%20Completed',
  '/api/losses': '/api/losses?browser_name=Chrome',
  '/api/losses/days': '/api/losses/days?',
  '/api/profiles': '/api/profiles?everybody=true&sort=email&order=asc&limit=3',
  '/api/profiles/:profile_id': '/api/profiles/u:ada?',
  '/api/profiles/:profile_id/as-of': '/api/profiles/u:ada/as-of?at=2026-11-03',
  '/api/profiles/:profile_id/seen': '/api/profiles/u:ada/seen?',
  '/api/rules': '/api/rules?',
  '/api/profiles/:profile_id/why': '/api/profiles/u:ada/why?',
  '/api/profiles/:profile_id/engagements': '/api/profiles/u:ada/engagements?',
  '/api/profiles/:profile_id/decisions': '/api/profiles/u:ada/decisions?',
  '/api/profiles/:profile_id/events': '/api/profiles/a:phone-ada/events?limit=4',
  '/api/profiles/:profile_id/overview': `/api/profiles/u:ada/overview?${PERIOD}`,
  '/api/profiles/:profile_id/responses': '/api/profiles/u:ada/responses?',
  '/api/profiles/:profile_id/segments': '/api/profiles/u:ada/segments?',
  '/api/profiles/:profile_id/sessions': '/api/profiles/u:alan/sessions?limit=2',
  '/api/profiles/count': '/api/profiles/count?by=last_os_name&everybody=true',
  '/api/search': '/api/search?text=ada@example.com',
  '/api/segments': '/api/segments?',
  '/api/segments/:segment_id': '/api/segments/buyers?',
  '/api/sessions': '/api/sessions?limit=3',
  '/api/sessions/:session_id/events': '/api/sessions/a:device-grace%2Fdevice-grace-86400000/events?',
  '/api/surveys': '/api/surveys?',
  '/api/surveys/:survey_id': '/api/surveys/onboarding?',
  '/api/surveys/:survey_id/responses': '/api/surveys/onboarding/responses?',
};

describe.each(API_ROUTES)('GET $path', ({ path, query }) => {
  const address = ADDRESSES[path] ?? path;

  it('answers the administrator and nobody else', async () => {
    const { status, body } = await get(address);
    expect(status, JSON.stringify(body)).toBe(200);
    if (Array.isArray(body.data)) expect(body.data).not.toEqual([]);
    expect((await get(address, {})).status).toBe(401);
    expect((await get(address, { authorization: `Bearer ${KEYS.secretKey}` })).status).toBe(401);
  });

  it('refuses what it does not know', async () => {
    expect((await get(`${address}&limits=1`)).body.code ?? 'ignored').toBe('ignored');
    if ('limit' in query) expect((await get(`${address.replace(/limit=\d+/, '')}&limit=0`)).status).toBe(400);
    if ('after' in query) expect((await get(`${address}&after=x`)).body.code).toBe('bad_question');
  });
});

it.each(API_ROUTES.filter(({ query }) => 'explain' in query))(
  'GET $path offers the SQL that gives the same',
  async ({ path }) => {
    const { body } = await get(`${ADDRESSES[path]}&explain=sql`);
    const statements = typeof body.sql === 'string' ? { data: body.sql } : body.sql;
    for (const [name, sql] of Object.entries<string>(statements)) {
      const rows = db.prepare<[], Row>(sql).all();
      if (name === 'data' && body.data) expect(rows.length).toBe(body.data.length);
      if (name === 'data' && body.count !== undefined && !body.data) expect(rows).toEqual([{ 'count(*)': body.count }]);
      const answered = path === '/api/profiles/:profile_id' ? rows.map(answerRow) : rows;
      if (Array.isArray(body[name]) && name !== 'data') expect(answered).toEqual(body[name]);
    }
  },
);

it('finds a person under any identifier, with reasons', async () => {
  const { body } = await get('/api/profiles/a:phone-ada');
  expect(body).toMatchObject({ profile_id: 'u:ada', is_test: false, traits: { plan: 'pro' } });
  expect(body.identities).toContainEqual(
    expect.objectContaining({ kind: 'anonymous', identifier: 'phone-ada', rule: 'claim' }),
  );
  expect(body.accounts).toMatchObject([{ account_id: 'acme', name: 'Acme' }]);
  expect(await get('/api/profiles/u:nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

it('leads through a list page by page', async () => {
  const seen: string[] = [];
  for (let after = ''; ; ) {
    const { body } = await get(`/api/profiles?limit=2${after}`);
    seen.push(...body.data.map((row: { profile_id: string }) => row.profile_id));
    if (body.next === null) break;
    after = `&after=${body.next}`;
  }
  expect(seen).toEqual(['a:device-clock', 'u:grace', 'u:alan', 'u:ada', 'a:device-look']);
});

it('filters by JSON and says what is wrong with it', async () => {
  const filter = encodeURIComponent(JSON.stringify({ did: 'Order Completed' }));
  const { body } = await get(`/api/profiles?filter=${filter}`);
  expect(body.data.map((row: { profile_id: string }) => row.profile_id)).toEqual(['u:alan', 'u:ada']);
  expect((await get('/api/profiles?filter={')).body).toMatchObject({
    code: 'bad_question',
    message: 'filter must be JSON',
  });
  const wrong = encodeURIComponent('{"attribute":"shoe_size","is":44}');
  expect((await get(`/api/profiles?filter=${wrong}`)).body.message).toMatch(/^filter.attribute must be one of/);
});

it.each([
  ['ada@example.com', 'identifier', ['u:alan', 'u:ada']],
  ['phone-ada', 'identifier', ['u:ada']],
  ['u:grace', 'identifier', ['u:grace']],
  ['LOVELACE', 'text', ['u:ada']],
  ['@example', 'text', ['u:grace', 'u:alan', 'u:ada', 'u:tess']],
  ['100%', 'text', []],
])('finds %s by %s', async (text, match, expected) => {
  for (const ask of ['search?text=', 'profiles?everybody=true&find=']) {
    const { body } = await get(`/api/${ask}${encodeURIComponent(text)}`);
    expect([body.match, body.data.map((row: { profile_id: string }) => row.profile_id)]).toEqual([match, expected]);
  }
});

it('finds a text among those whom a filter selects, in any order, page by page, and counts and exports the same', async () => {
  const ask = `find=${encodeURIComponent('@EXAMPLE')}`;
  const who = async (rest: string) => {
    const { body } = await get(`/api/profiles?${ask}${rest}`);
    return body.data.map((row: { profile_id: string }) => row.profile_id);
  };
  expect(await who('')).toEqual(['u:grace', 'u:alan', 'u:ada']);
  expect(await who('&sort=name&order=asc')).toEqual(['u:ada', 'u:alan', 'u:grace']);
  const filter = `&filter=${encodeURIComponent('{"did":"Order Completed"}')}`;
  expect(await who(filter)).toEqual(['u:alan', 'u:ada']);
  const first = (await get(`/api/profiles?${ask}&limit=2`)).body;
  expect(await who(`&limit=2&after=${first.next}`)).toEqual(['u:ada']);
  expect((await get(`/api/profiles/count?${ask}${filter}`)).body).toEqual({ count: 2, is_capped: false });
  const { body } = await get(`/api/profiles/count?${ask}&everybody=true&by=type&explain=sql`);
  expect(db.prepare(body.sql).all()).toEqual(body.data);
  // Whoever has it does not count: whose name holds it is not asked then.
  expect((await get('/api/profiles?find=tess')).body).toMatchObject({ match: 'identifier', data: [] });
  const found = await get('/api/accounts?find=ACM&explain=sql');
  expect(found.body.data.map((row: { account_id: string }) => row.account_id)).toEqual(['acme']);
  expect(db.prepare(found.body.sql).all()).toHaveLength(1);
  expect((await get('/api/accounts/count?find=nothing')).body.count).toBe(0);
});

it('knows segments, who is in them, and the names in them that nobody ever sent', async () => {
  const { body } = await get('/api/segments');
  expect(body.data).toMatchObject([
    { segment_id: 'buyers', name: 'Bought', unknown: [] },
    { segment_id: 'misspelt', subject: 'profiles', unknown: [{ kind: 'trait', name: 'paln' }] },
    { segment_id: 'teams', subject: 'accounts' },
  ]);
  expect((await get('/api/segments/buyers')).body).toMatchObject({ count: 2, filter: { did: 'Order Completed' } });
  expect((await get('/api/segments/teams')).body).toMatchObject({ count: 1 });
  expect((await get('/api/segments/gone')).status).toBe(404);
  const ofAda = (await get('/api/profiles/u:ada/segments')).body.data;
  expect(ofAda.map((segment: { segment_id: string }) => segment.segment_id)).toEqual(['buyers', 'misspelt']);
  expect((await get('/api/profiles/u:grace/segments')).body.data).toEqual([]);
  const inIt = await get(`/api/profiles?filter=${encodeURIComponent('{"segment":"misspelt"}')}`);
  expect(inIt.body.data.map((row: { profile_id: string }) => row.profile_id)).toEqual(['u:alan', 'u:ada']);
});

it.each([
  [{ segment_id: 'Big Spenders', filter: {} }, 'segment_id must be'],
  [{ segment_id: 'x', filter: { did: 'x', where: 1 } }, 'filter.where must be a list'],
  [{ segment_id: 'x', subject: 'accounts', filter: { did: 'x' } }, 'filter must have one of'],
  [{ segment_id: 'x' }, 'filter must be a filter'],
])('saves no segment that is none: case %#', (segment, message) => {
  expect(() => checkedDecision({ kind: 'segment', ...segment }, 0)).toThrow(message);
});

it('sums up what a person did in a period, in days of the reporting zone', async () => {
  const { body } = await get(`/api/profiles/u:ada/overview?${PERIOD}`);
  expect(body).toMatchObject({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-30T23:00:00.000Z',
    session_count: 3,
    session_duration_ms: 340_000,
    event_count: 7,
  });
  expect(body.days).toContainEqual({ day: '2026-11-04', event_count: 4, session_count: 1 });
  expect(body.days.length).toBe(30);
  expect(body.top_pages[0]).toEqual({ page: '/', count: 1 });
  const found = await get(`/api/profiles/u:ada/overview?${PERIOD}&search=order`);
  expect(found.body.top_events).toEqual([{ name: 'Order Completed', count: 1 }]);
  expect((await get('/api/profiles/u:ada/overview?from=2026-02-30')).body.message).toMatch(/^from must be a day/);
});

it('describes itself, and shows that on a page which loads nothing from elsewhere', async () => {
  const { body } = await get('/api/openapi.json', {});
  const described = API_ROUTES.map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
  const paths = Object.keys(body.paths).filter((path) => !/^\/api\/(export|live|decisions\/preview)/.test(path));
  expect(paths.sort()).toEqual(described.sort());
  const page = await app.inject({ url: '/api/docs/' });
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="https?:/);
});

it('has readers started once somebody who may ask has opened a page', async () => {
  let startCount = 0;
  const counting = buildApp({ readers: { ...NO_READERS, prepare: () => (startCount += 1) } }).app;
  await counting.inject('/api/me');
  expect(startCount).toBe(0);
  await counting.inject({ url: '/api/me', headers: AUTHORIZED });
  expect(startCount).toBe(1);
});

it('gives up a question that takes too long, and answers the next one', async () => {
  const readers = startReaders({ database: file, timezone: 'UTC', count: 1, timeoutMs: 1 });
  onTestFinished(readers.stop);
  const slow = buildApp({ readers }).app;
  const ask = () => slow.inject({ url: '/api/profiles?', headers: AUTHORIZED });
  const answers = await Promise.all([ask(), ask()]);
  for (const answer of answers) expect(answer.json()).toMatchObject({ code: 'query_too_slow' });
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503]);
});
