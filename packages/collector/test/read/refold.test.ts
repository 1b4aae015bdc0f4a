import { existsSync } from 'node:fs';
import type { Decision } from '@kith/fold';
import { expect, it } from 'vitest';
import { startCollector, type TestCollector } from '../../../../test/end-to-end/collector.ts';
import { eventually } from '../../../../test/end-to-end/eventually.ts';
import type { FollowOptions, Refolds } from '../../src/read/refold/start-refolds.ts';
import { buildApp, KEYS, NO_READERS } from '../build-app.ts';

const NONE = { kind: 'policy', policy: { identity_policy: 'none' } };

it('folds all history by other rules, says how far it is, and takes it back', async () => {
  const collector = await startCollector();
  const headers = { authorization: `Basic ${btoa(`${collector.keys.writeKey}:`)}` };
  const batch = [
    { type: 'page', anonymousId: 'd', timestamp: '2026-11-01T10:00:00Z', messageId: '1' },
    { type: 'identify', anonymousId: 'd', userId: 'ada', timestamp: '2026-11-01T10:01:00Z', messageId: '2' },
  ];
  await fetch(`${collector.address}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
  const people = () => collector.rows('SELECT profile_id FROM profiles ORDER BY 1').map(({ profile_id }) => profile_id);
  await eventually(() => expect(people()).toEqual(['u:ada']));

  const previewed = await refold(collector, NONE, '/api/refold/preview');
  expect(previewed.slice(0, -1)).toContainEqual({ folded_count: 2, total_count: 2 });
  const count = (profile_count: number) => ({ profile_count, session_count: profile_count });
  const split = { from: 'u:ada', to: 'a:d', event_count: 1 };
  expect(previewed.at(-1)).toMatchObject({
    difference: {
      sql: { profile_count: expect.stringContaining('SELECT') },
      ...{ before: count(1), after: count(2), joined_count: 0, split_count: 1, moved_event_count: 1, moves: [split] },
    },
  });
  expect(people()).toEqual(['u:ada']);

  const lines = await refold(collector, NONE);
  expect(lines.slice(0, -1)).toContainEqual({ folded_count: 2, total_count: 2 });
  const [decision] = collector.rows("SELECT decision_id FROM decisions WHERE kind = 'policy'");
  expect(lines.at(-1)).toEqual({ success: true, ...decision });
  expect(people()).toEqual(['a:d', 'u:ada']);
  expect(await rules(collector)).toMatchObject({ identity_policy: 'none', session_gap_ms: 1_800_000 });
  const [{ file } = {}] = collector.rows('PRAGMA database_list');
  expect(existsSync(`${file}.scratch`)).toBe(false);

  await refold(collector, { kind: 'undo', decisionId: decision?.decision_id });
  expect(people()).toEqual(['u:ada']);
  expect(await rules(collector)).toMatchObject({ identity_policy: 'device' });
});

it('tells which properties of events are traits', async () => {
  const collector = await startCollector();
  await refold(collector, { kind: 'mapping', event: 'Upgraded', property: 'plan', trait: 'plan' });
  expect(await rules(collector)).toMatchObject({ mappings: [{ event: 'Upgraded', property: 'plan', trait: 'plan' }] });
  await refold(collector, { kind: 'mapping', event: 'Upgraded', property: 'plan', trait: null });
  expect(await rules(collector)).toMatchObject({ mappings: [] });
});

it('does one at a time, be it to take a decision or to see what it would change', async () => {
  const collector = await startCollector();
  const both = await Promise.all([refold(collector, NONE), refold(collector, NONE, '/api/refold/preview')]);
  const ends = both.map((lines) => lines.at(-1));
  expect(ends.filter((line) => line && !('code' in line))).toHaveLength(1);
  expect(ends).toContainEqual(expect.objectContaining({ code: 'refold_under_way' }));
});

it('says why a decision cannot be taken, and changes nothing', async () => {
  const collector = await startCollector();
  const refused = { code: 'decision_refused' };
  const undo = { kind: 'undo', decisionId: 7 };
  for (const path of ['/api/refold', '/api/refold/preview'])
    expect(await refold(collector, undo, path)).toEqual([expect.objectContaining(refused)]);
  for (const body of [
    { kind: 'exclude', identity: 'u:ada' },
    { kind: 'policy', policy: {} },
  ]) {
    expect((await post(collector, body)).status).toBe(400);
  }
  expect((await post(collector, NONE, { isAuthorized: false })).status).toBe(401);
  expect((await post(collector, NONE, { path: '/api/refold/preview', isAuthorized: false })).status).toBe(401);
  expect(collector.rows('SELECT * FROM decisions')).toEqual([]);
});

it.each(['/api/refold', '/api/refold/preview'])('ends %s when whoever asked hangs up', async (path) => {
  let isAborted = false;
  const wait = (_decision: Decision, { onProgress, signal }: FollowOptions) => {
    onProgress({ foldedCount: 1, totalCount: 9 });
    return new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        isAborted = true;
        reject(new Error('ended'));
      });
    });
  };
  const refolds: Refolds = { run: wait, preview: wait, stop() {} };
  const { app } = buildApp({ readers: { ...NO_READERS, refolds } });
  const address = await app.listen({ port: 0 });
  const hangUp = new AbortController();
  const headers = { authorization: `Bearer ${KEYS.adminToken}`, 'content-type': 'application/json' };
  const { body } = await fetch(address + path, {
    ...{ method: 'POST', headers, body: JSON.stringify(NONE), signal: hangUp.signal },
  });
  const part = await body?.getReader().read();
  expect(Buffer.from(part?.value ?? []).toString()).toBe('{"folded_count":1,"total_count":9}\n');
  hangUp.abort();
  await eventually(() => expect(isAborted).toBe(true));
});

function post(
  { address, keys }: TestCollector,
  body: object,
  { path = '/api/refold', isAuthorized = true } = {},
): Promise<Response> {
  const authorized = { authorization: `Bearer ${keys.adminToken}` };
  return fetch(address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(isAuthorized && authorized) },
    body: JSON.stringify(body),
  });
}

async function refold(collector: TestCollector, body: object, path?: string): Promise<Record<string, unknown>[]> {
  const text = await (await post(collector, body, path === undefined ? {} : { path })).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function rules({ address, keys }: TestCollector): Promise<unknown> {
  const answer = await fetch(`${address}/api/rules`, { headers: { authorization: `Bearer ${keys.adminToken}` } });
  return answer.json();
}
