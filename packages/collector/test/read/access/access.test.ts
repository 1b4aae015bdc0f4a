import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../../src/collect/keys.ts';
import { readConfig } from '../../../src/config.ts';
import { openReadOnly } from '../../../src/persist/database.ts';
import { hashPassword } from '../../../src/read/access/password.ts';
import { sessionCookie } from '../../../src/read/access/session-cookie.ts';
import { API_ROUTES } from '../../../src/read/api-routes.ts';
import { type RunningCollector, serve } from '../../../src/serve.ts';
import { startWriter } from '../../../src/writer.ts';
import { basic } from '../../build-app.ts';
import { kith } from '../../cli/kith.ts';
import { temporaryFile } from '../../persist/temporary-file.ts';

let lastSecret = 0;

const NAMED: Readonly<Record<string, string>> = {
  profile_id: 'u:ann',
  account_id: 'acme',
  session_id: 'x',
  survey_id: 'x',
  segment_id: 'x',
};

interface World {
  readonly collector: RunningCollector;
  readonly file: string;
  /** Does what `kith access …` does, and gives the secret that it would show. */
  readonly access: (action: string, name: string, scopes?: string) => Promise<string>;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  readonly admin: Record<string, string>;
}

/** A collector that runs and knows Ann, at a time which the test may move. */
async function world(clock: { now: number } = { now: Date.now() }): Promise<World> {
  const file = temporaryFile();
  const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], {});
  const collector = await serve(config, { logger: pino({ level: 'silent' }), now: () => clock.now });
  onTestFinished(() => collector.stop());
  const post: World['post'] = (path, body, headers = {}) =>
    fetch(collector.address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const batch = [{ type: 'identify', userId: 'ann', messageId: 'm1', traits: { email: 'ann@example.com' } }];
  await post('/v1/batch?wait=profile', { batch }, { authorization: basic(collector.keys.secretKey) });
  return {
    ...{ collector, file, post },
    admin: { authorization: `Bearer ${collector.keys.adminToken}` },
    get: (path, headers = {}) => fetch(collector.address + path, { headers }),
    async access(action, name, scopes = 'read') {
      const secret = `${action}-${name}-${++lastSecret}`;
      const kind = action === 'add-key' ? 'key' : 'user';
      const secretHash = kind === 'key' ? sha256(secret) : await hashPassword(secret);
      const change = { action: action.replace(/-.*/, ''), kind, name, scopes: scopes.split(','), secretHash };
      expect((await post('/api/access', change, { authorization: `Bearer ${collector.keys.adminToken}` })).status).toBe(
        200,
      );
      return secret;
    },
  };
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const cookieOf = (response: Response) => ({ cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' });

async function audited({ get, admin }: World): Promise<Record<string, unknown>[]> {
  return ((await (await get('/api/audit', admin)).json()) as { data: Record<string, unknown>[] }).data;
}

test('a key reads what its scopes open, and decides nothing', async () => {
  const { access, get, post } = await world();
  for (const scope of ['profiles', 'events', 'surveys', 'export', 'read'] as const) {
    const key = await access('add-key', `only-${scope}`, scope);
    for (const { path, scope: needed = 'read' } of API_ROUTES) {
      const { status } = await get(
        path.replace(/:(\w+)/g, (_, name) => NAMED[name] ?? ''),
        bearer(key),
      );
      const isOpen = scope === needed || (scope === 'read' && needed !== 'admin');
      expect([path, status === 403], `with ${scope}`).toEqual([path, !isOpen]);
    }
    const exported = await get('/api/export/profiles', bearer(key));
    await exported.text();
    expect(exported.status).toBe(['export', 'read'].includes(scope) ? 200 : 403);
    for (const path of ['decisions', 'keys', 'access', 'rebuild', 'reprocess']) {
      expect((await post(`/api/${path}`, {}, bearer(key))).status).toBe(403);
    }
  }
});

test('a key that was revoked opens nothing from then on', async () => {
  const { access, get } = await world();
  const key = await access('add-key', 'crm', 'profiles,events');
  expect((await get('/api/profiles', bearer(key))).status).toBe(200);
  await access('revoke', 'crm');
  expect((await get('/api/profiles', bearer(key))).status).toBe(401);
});

test('the file holds hashes only, and no relation shows them', async () => {
  const { access, file, get, admin } = await world();
  const [key, password] = [await access('add-key', 'crm', 'read'), await access('add-user', 'eve')];
  const db = openReadOnly(file);
  const grants = JSON.stringify(db.prepare('SELECT * FROM grants').all());
  const view = JSON.stringify(db.prepare('SELECT * FROM access').all());
  db.close();
  expect(grants).toMatch(/scrypt:32768:8:3:[\w-]{22}:[\w-]{43}/);
  for (const secret of [key, password]) expect(grants).not.toContain(secret);
  expect(view).not.toMatch(/scrypt|[\da-f]{64}/);
  const { data } = (await (await get('/api/access', admin)).json()) as { data: object[] };
  expect(data).toMatchObject([
    { kind: 'user', name: 'eve', scopes: ['read'], revoked_at: null },
    { kind: 'key', name: 'crm', scopes: ['read'] },
  ]);
});

test('a user logs in with the password, reads, decides only as an administrator, and logs out', async () => {
  const { access, collector, get, post } = await world();
  const own = { origin: collector.address };
  const passwords = { ann: await access('add-user', 'ann'), bob: await access('add-user', 'bob', 'admin') };
  const exclusion = { kind: 'exclude', identity: 'u:ann' };
  for (const name of ['ann', 'bob'] as const) {
    const login = await post('/api/login', { name, password: passwords[name] });
    expect(login.status).toBe(200);
    expect(login.headers.get('set-cookie')).toMatch(
      /^kith_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(login);
    expect(await (await get('/api/me', cookie)).json()).toMatchObject({ name, expires_at: expect.any(String) });
    expect((await get('/api/profiles/u:ann', cookie)).status).toBe(200);
    expect((await get('/api/audit', cookie)).status).toBe(name === 'bob' ? 200 : 403);
    expect((await post('/api/decisions', exclusion, { ...cookie, ...own })).status).toBe(name === 'bob' ? 200 : 403);
    expect((await post('/api/logout', {}, { ...cookie, ...own })).status).toBe(200);
    expect((await get('/api/profiles/u:ann', cookie)).status).toBe(401);
  }
});

test('where the collector is reached over TLS, the cookie of a login is for TLS and this host alone', () => {
  const request = { headers: {}, host: 'kith.example', protocol: 'http' } as const;
  expect(sessionCookie(request, 'https://kith.example', 'abc', 60_000)).toBe(
    '__Host-kith_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
  );
});

test('a wrong password, a wrong token, a key and a name without a password log nobody in', async () => {
  const { access, post, collector } = await world();
  const [password, key] = [await access('add-user', 'ann'), await access('add-key', 'crm', 'read')];
  for (const body of [
    { name: 'ann', password: `${password}x` },
    { name: 'nobody', password },
    { name: 'crm', password: key },
    { token: key },
    { token: collector.keys.secretKey },
  ]) {
    const response = await post('/api/login', body);
    expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null]);
  }
  expect((await post('/api/login', { name: 'ann' })).status).toBe(400);
});

test('attempts to log in are limited', async () => {
  const { post } = await world();
  const statuses = [];
  for (let attempt = 0; attempt < 12; attempt++) statuses.push((await post('/api/login', { token: 'x' })).status);
  expect(statuses).toEqual([...new Array(10).fill(401), 429, 429]);
});

test('a login ends after twelve hours, with another password, and with the access', async () => {
  const clock = { now: Date.now() };
  const { access, get, post, collector } = await world(clock);
  const logIn = async (password: string) => cookieOf(await post('/api/login', { name: 'ann', password }));
  const isIn = async (cookie: Record<string, string>) => (await get('/api/profiles', cookie)).status === 200;

  const first = await logIn(await access('add-user', 'ann'));
  const byToken = cookieOf(await post('/api/login', { token: collector.keys.adminToken }));
  clock.now += 43_199_000;
  expect([await isIn(first), await isIn(byToken)]).toEqual([true, true]);
  clock.now += 1_000;
  expect([await isIn(first), await isIn(byToken)]).toEqual([false, false]);

  const password = await access('password', 'ann');
  const second = await logIn(password);
  await access('password', 'ann');
  expect([await isIn(second), (await post('/api/login', { name: 'ann', password })).status]).toEqual([false, 401]);

  const third = await logIn(await access('password', 'ann'));
  expect(await isIn(third)).toBe(true);
  await access('revoke', 'ann');
  expect(await isIn(third)).toBe(false);
});

test('pages of other sites decide nothing in the name of whoever is logged in', async () => {
  const { collector, post } = await world();
  const token = collector.keys.adminToken;
  const cookie = cookieOf(await post('/api/login', { token }));
  const decide = async (headers: Record<string, string>) =>
    (await post('/api/decisions', { kind: 'exclude', identity: 'u:ann' }, { ...cookie, ...headers })).status;
  expect(await decide({})).toBe(403);
  expect(await decide({ origin: 'https://evil.example' })).toBe(403);
  expect(await decide({ origin: 'null' })).toBe(403);
  expect(await decide({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await decide({ origin: collector.address })).toBe(200);
  expect(await decide({ 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect((await post('/api/login', { token }, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await post('/api/logout', {}, { ...cookie, origin: 'https://evil.example' })).status).toBe(403);
});

test('the audit says who read, decided and logged in, and names whom it was about', async () => {
  const running = await world();
  const { access, collector, get, post, admin } = running;
  const key = await access('add-key', 'crm', 'profiles');
  const password = await access('add-user', 'bob');
  await post('/api/login', { name: 'bob', password: 'wrong' });
  const cookie = cookieOf(await post('/api/login', { name: 'bob', password }));
  await get('/api/profiles?filter={"trait":"email","is":"ann@example.com"}', cookie);
  await get('/api/profiles/u:ann', bearer(key));
  await get('/api/profiles/u:nobody', bearer(key));
  await get('/api/segments', bearer(key));
  await (await get('/api/export/profiles/u:ann', admin)).text();
  await post('/api/decisions', { kind: 'exclude', identity: 'u:ann' }, admin);
  await post('/api/logout', {}, { ...cookie, origin: collector.address });
  const rows = (await audited(running)).map(({ actor, action, path, identity, decision_id }) => ({
    ...{ actor, action, path, identity, decision_id },
  }));
  const plain = { identity: null, decision_id: null };
  expect(rows.reverse()).toEqual([
    { actor: 'admin-token', action: 'write', path: '/api/access', ...plain },
    { actor: 'admin-token', action: 'write', path: '/api/access', ...plain },
    { actor: 'bob', action: 'login_refused', path: '/api/login', ...plain },
    { actor: 'bob', action: 'login', path: '/api/login', ...plain },
    { actor: 'bob', action: 'read', path: '/api/profiles', ...plain },
    { actor: 'crm', action: 'read', path: '/api/profiles/:profile_id', identity: 'u:ann', decision_id: null },
    {
      actor: 'admin-token',
      action: 'export',
      path: '/api/export/profiles/:profile_id',
      identity: 'u:ann',
      decision_id: null,
    },
    { actor: 'admin-token', action: 'write', path: '/api/decisions', identity: null, decision_id: 1 },
    { actor: 'bob', action: 'logout', path: '/api/logout', ...plain },
  ]);
});

test('the audit does not name whoever was erased', async () => {
  const running = await world();
  const { admin, get, post } = running;
  await get('/api/profiles/u:ann', admin);
  expect(await audited(running)).toMatchObject([{ identity: 'u:ann' }]);
  await get('/api/profiles/u:ann', admin);
  expect((await post('/api/decisions', { kind: 'erase', identity: 'u:ann' }, admin)).status).toBe(200);
  expect(await audited(running)).toMatchObject([
    { action: 'write', decision_id: 1, identity: null },
    { action: 'read', identity: expect.stringMatching(/^erased:/) },
    { identity: expect.stringMatching(/^erased:/) },
  ]);
});

test('what is noted of somebody after the erasure names nobody', async () => {
  const database = temporaryFile();
  const writer = await startWriter({ database, geo: 'off', keys: [] });
  onTestFinished(() => writer.stop());
  const noted = { done_at: '', actor: 'crm', action: 'read', path: '/api/profiles/:profile_id' } as const;
  await writer.audit([{ ...noted, identity: 'u:ann', decision_id: null }]);
  const db = openReadOnly(database);
  expect(db.prepare('SELECT actor, identity FROM audit').all()).toEqual([{ actor: 'crm', identity: null }]);
  db.close();
});

test('what was read last is in the audit after a stop', async () => {
  const { admin, collector, file, get } = await world();
  await get('/api/profiles/u:ann', admin);
  await collector.stop();
  const db = openReadOnly(file);
  expect(db.prepare('SELECT actor, action, identity FROM audit').all()).toEqual([
    { actor: 'admin-token', action: 'read', identity: 'u:ann' },
  ]);
  db.close();
});

const REFUSED: readonly (readonly [flags: readonly string[], message: RegExp])[] = [
  [['add-key', 'web'], /the scopes of a key are some of profiles, events, surveys, export, read/],
  [['add-key', 'web', '--scopes', 'admin'], /the scopes of a key/],
  [['add-user', 'admin-token'], /a name has up to 64/],
  [['add-user'], /a name has up to 64/],
  [['add-user', 'crm'], /crm has been given before/],
  [['password', 'crm'], /crm is a key/],
  [['revoke', 'nobody'], /nobody named nobody has access/],
  [['forget', 'crm'], /there is no kith access forget/],
];

test('kith access makes keys and passwords that work, beside a running server and while none runs', async () => {
  const { collector, file, get, post } = await world();
  const run = async (...flags: readonly string[]) => (await kith(['access', ...flags, '--db', file])).out;
  const key = /^key crm: (rk_[\da-f]{48})\n$/.exec(await run('add-key', 'crm', '--scopes', 'profiles'))?.[1] ?? '';
  expect((await get('/api/profiles', bearer(key))).status).toBe(200);
  const password = /^password of bob: (.{20})\n$/.exec(await run('add-user', 'bob', '--admin'))?.[1] ?? '';
  expect((await post('/api/login', { name: 'bob', password })).status).toBe(200);
  const other = /^password of bob: (.{20})\n$/.exec(await run('password', 'bob'))?.[1] ?? '';
  expect((await post('/api/login', { name: 'bob', password: other })).status).toBe(200);
  const outcomes = await Promise.all(REFUSED.map(([flags]) => kith(['access', ...flags, '--db', file])));
  for (const [index, [flags, message]] of REFUSED.entries()) {
    const refused = { code: 1, out: '', error: expect.stringMatching(message) };
    expect(outcomes[index], flags.join(' ')).toEqual(refused);
  }
  await collector.stop();
  expect(await run('revoke', 'crm')).toBe('crm has no access any more\n');
  expect(await run()).toMatch(/key +crm +\["profiles"\] +\S+ +\S+\n.*user +bob +\["admin"\] +\S+\n/);
});
