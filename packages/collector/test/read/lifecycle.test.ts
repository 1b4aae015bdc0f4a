import { cpSync } from 'node:fs';
import { pino } from 'pino';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { fillSampleDatabase } from '../../../../test/sample-database.ts';
import { readConfig } from '../../src/config.ts';
import { openReadOnly } from '../../src/persist/database.ts';
import { serve } from '../../src/serve.ts';
import { fileOfTests, temporaryFile } from '../persist/temporary-file.ts';

const sample = fileOfTests();
beforeAll(() => fillSampleDatabase(sample));

/** A collector that knows the sample, and what an administrator does over HTTP. */
async function start() {
  const file = temporaryFile();
  cpSync(sample, file);
  const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], {});
  const { address, keys, stop } = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(stop);
  const headers = { authorization: `Bearer ${keys.adminToken}`, 'content-type': 'application/json' };
  const ask = async (path: string, request: RequestInit = {}) => {
    const response = await fetch(address + path, { headers, ...request });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    file,
    get: (path: string) => ask(path),
    decide: (decision: object) => ask('/api/decisions', { method: 'POST', body: JSON.stringify(decision) }),
    preview: (decision: object) => ask('/api/decisions/preview', { method: 'POST', body: JSON.stringify(decision) }),
  };
}

test('a preview shows what a decision would move, and changes nothing', async () => {
  const { file, preview } = await start();
  const before = dump(file);
  expect(await preview({ kind: 'unlink', identity: 'u:alan', other: 'a:device-kiosk' })).toEqual({
    status: 200,
    body: {
      before: { profile_count: 2, session_count: 5 },
      after: { profile_count: 2, session_count: 6 },
      joined_count: 0,
      split_count: 0,
      moved_event_count: 1,
      moves: [{ from: 'u:alan', to: 'u:grace', event_count: 1 }],
    },
  });
  expect((await preview({ kind: 'policy', policy: { identity_policy: 'session' } })).body).toMatchObject({
    ...{ before: { profile_count: 8 }, after: { profile_count: 9 }, moved_event_count: 1 },
    moves: [{ from: 'u:ada', to: 'a:device-ada', event_count: 1 }],
  });
  expect((await preview({ kind: 'erase', identity: 'u:ada' })).body).toMatchObject({
    profile_id: 'u:ada',
    identities: ['u:ada', 'u:ada-old', 'a:device-ada', 'a:phone-ada'],
    response_count: 1,
  });
  expect((await preview({ kind: 'expire', before: '2026-11-03T00:00:00Z' })).body.event_count).toBeGreaterThan(0);
  expect(await preview({ kind: 'undo', decisionId: 99 })).toMatchObject({
    status: 400,
    body: { code: 'decision_refused' },
  });
  expect((await preview({ kind: 'forget' })).status).toBe(400);
  expect(dump(file)).toEqual(before);
});

test('what was seen before a reset does not count as seen after it', async () => {
  const { decide, get } = await start();
  expect((await get('/api/profiles/a:phone-ada/seen')).body).toMatchObject({
    profile_id: 'u:ada',
    surveys: [{ survey_id: 'onboarding', completed_at: expect.any(String) }],
    content: [{ content_type: 'banner', content_id: 'b1' }],
  });
  expect((await decide({ kind: 'reset', identity: 'u:ada' })).status).toBe(200);
  expect((await get('/api/profiles/u:ada/seen')).body).toEqual({ profile_id: 'u:ada', surveys: [], content: [] });
  expect((await get('/api/profiles/u:ada/responses')).body.data).toHaveLength(1);
});

test('the twenty-first person is not control-excluded, and the answer says why', async () => {
  const { decide } = await start();
  for (let number = 1; number <= 20; number++) {
    expect((await decide({ kind: 'control', identity: `u:${number}` })).status).toBe(200);
  }
  expect(await decide({ kind: 'control', identity: 'u:ada' })).toMatchObject({
    status: 400,
    body: { code: 'decision_refused', message: expect.stringMatching(/^20 people are control-excluded already/) },
  });
  await decide({ kind: 'control', identity: 'u:7', value: false });
  expect((await decide({ kind: 'control', identity: 'u:ada' })).status).toBe(200);
});

test('a person is shown as they were known at a time', async () => {
  const { get } = await start();
  const early = (await get('/api/profiles/a:device-ada/as-of?at=2026-11-02T09:03:00Z')).body;
  expect(early).toMatchObject({ profile: { profile_id: 'a:device-ada', type: 'anonymous', is_test: false } });
  expect((await get('/api/profiles/a:device-ada/as-of?at=2026-12-31')).body).toMatchObject({
    profile: { profile_id: 'u:ada', traits: { plan: 'pro' } },
  });
  expect((await get('/api/profiles/u:ada/as-of?at=2020-01-01')).status).toBe(404);
  expect((await get('/api/profiles/u:ada/as-of?at=yesterday')).body.code).toBe('bad_question');
  expect((await get('/api/profiles/u:ada/as-of')).status).toBe(400);
});

test('each part of a profile says why it is there', async () => {
  const { body } = await (await start()).get('/api/profiles/u:ada/why');
  expect(body.data).toContainEqual(
    expect.objectContaining({ subject: 'link anonymous', value: 'phone-ada', message_id: expect.any(String) }),
  );
});

test('an account has its attributes, and the people who belong to it', async () => {
  const { get } = await start();
  expect((await get('/api/accounts/acme')).body).toMatchObject({ account_id: 'acme', name: 'Acme', traits: {} });
  const users = (await get('/api/accounts/acme/users?sort=email&order=asc')).body.data as { profile_id: string }[];
  const members = (await get(`/api/profiles?sort=email&order=asc&filter=${MEMBERS}`)).body.data;
  expect(users.length).toBeGreaterThan(0);
  expect(users).toEqual(members);
  expect((await get(`/api/accounts/acme/users?filter={"not":${MEMBERS}}`)).body.data).toEqual([]);
  expect((await get('/api/accounts/nobody')).status).toBe(404);
  expect((await get('/api/accounts/nobody/users')).status).toBe(404);
});

const MEMBERS = encodeURIComponent('{"account":{"attribute":"account_id","is":"acme"}}');

test('a survey has results: of whoever counts, each question with its answers', async () => {
  const { get } = await start();
  const { body } = await get('/api/surveys/onboarding');
  expect(body).toMatchObject({ survey_id: 'onboarding', questions: expect.any(Array) });
  const questions = body.questions as { question_id: string; answer_count: number; average: number; nps: number }[];
  expect(questions.find(({ question_id }) => question_id === 'score')).toMatchObject({
    question: 'Would you recommend us?',
    ...{ answer_count: 3, average: 7.33, nps: 33.3 },
  });
  expect((await get('/api/surveys')).body.data).toMatchObject([{ survey_id: 'onboarding', nps: 33.3 }]);
  expect((await get('/api/surveys/nothing')).status).toBe(404);
});

test('events and traits are listed with what they were labelled', async () => {
  const { decide, get } = await start();
  await decide({ kind: 'define', subject: 'event', name: 'Rage Click', label: 'Angry click', is_hidden: true });
  const { data } = (await get('/api/definitions/events?type=frustration')).body as { data: object[] };
  expect(data).toMatchObject([{ name: 'Rage Click', label: 'Angry click', count: 1, is_hidden: true }]);
  const traits = (await get('/api/definitions/traits?trait_group=survey')).body.data as { key: string }[];
  expect(traits.map(({ key }) => key)).toContain('onboarding.score');
});

function dump(file: string): unknown {
  const db = openReadOnly(file);
  try {
    return ['decisions', 'profiles', 'sessions'].map((name) => db.prepare(`SELECT * FROM ${name} ORDER BY 1`).all());
  } finally {
    db.close();
  }
}
