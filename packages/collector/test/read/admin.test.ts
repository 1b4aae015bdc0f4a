import { type Decision, DecisionError } from '@kith/fold';
import { describe, expect, test } from 'vitest';
import { buildApp, fakeWriter, KEYS, NOW } from '../build-app.ts';

type Taken = readonly [what: 'adopt' | 'decide', decision: Decision | undefined];

/** A collector whose writer notes what it is told to decide. */
function administered(fail?: Error) {
  const taken: Taken[] = [];
  const take = (what: Taken[0]) => async (decision?: Decision) => {
    if (fail) throw fail;
    taken.push([what, decision]);
    return taken.length;
  };
  const { app } = buildApp({ writer: { ...fakeWriter(), adopt: take('adopt'), decide: take('decide') } });
  const post = (url: string, payload: object | string, authorization = `Bearer ${KEYS.adminToken}`) =>
    app.inject({ method: 'POST', url, payload, headers: { authorization, 'content-type': 'application/json' } });
  return { taken, post };
}

const EXCLUSION = { kind: 'exclude', identity: 'u:ann', value: true } as const;

describe('the admin token', () => {
  test.each([
    ['none', ''],
    ['the public key', `Bearer ${KEYS.writeKey}`],
    ['the secret key', `Bearer ${KEYS.secretKey}`],
    ['a part of it', `Bearer ${KEYS.adminToken.slice(0, -1)}`],
    ['it with something behind', `Bearer ${KEYS.adminToken}x`],
    ['it as a password', `Basic ${Buffer.from(`${KEYS.adminToken}:`).toString('base64')}`],
    ['it without a scheme', KEYS.adminToken],
  ])('with %s nothing is decided', async (_, authorization) => {
    const { taken, post } = administered();
    for (const [url, body] of [
      ['/api/decisions', EXCLUSION],
      ['/api/rebuild', {}],
    ] as const) {
      const response = await post(url, body, authorization);
      expect([response.statusCode, response.json().code], url).toEqual([401, 'unauthorized']);
    }
    expect(taken).toEqual([]);
  });

  test('is asked for before the body is looked at', async () => {
    const { post } = administered();
    expect((await post('/api/decisions', '{', 'Bearer wrong')).statusCode).toBe(401);
  });

  test('opens under any spelling of the scheme', async () => {
    const { post } = administered();
    expect((await post('/api/decisions', EXCLUSION, `bearer ${KEYS.adminToken}`)).statusCode).toBe(200);
  });
});

describe('POST /api/decisions', () => {
  test.each<[object, Decision]>([
    [
      { kind: 'unlink', identity: 'u:ann', other: 'a:laptop' },
      { kind: 'unlink', identity: 'u:ann', other: 'a:laptop' },
    ],
    [
      { kind: 'undo', decisionId: 3 },
      { kind: 'undo', decisionId: 3 },
    ],
    [{ kind: 'exclude', identity: 'u:ann' }, EXCLUSION],
    [
      { kind: 'test', identity: 'u:ann', value: false },
      { kind: 'test', identity: 'u:ann', value: false },
    ],
    [
      { kind: 'reset', identity: 'u:ann' },
      { kind: 'reset', identity: 'u:ann', at: new Date(NOW).toISOString() },
    ],
    [
      { kind: 'reset', identity: 'u:ann', at: '2026-01-02T03:04:05+01:00' },
      { kind: 'reset', identity: 'u:ann', at: '2026-01-02T02:04:05.000Z' },
    ],
  ])('takes %j', async (body, decision) => {
    const { taken, post } = administered();
    const response = await post('/api/decisions', body);
    expect([response.statusCode, response.json()]).toEqual([200, { success: true, decision_id: 1 }]);
    expect(taken).toEqual([['decide', decision]]);
  });

  test.each<[unknown, RegExp]>([
    [[], /a decision is a JSON object/],
    [{}, /kind must be/],
    [{ kind: '__proto__' }, /kind must be/],
    [{ kind: 'exclude' }, /is no identity: write u:<userId> or a:<anonymousId>/],
    [{ kind: 'exclude', identity: 'u:' }, /is no identity/],
    [{ kind: 'exclude', identity: ['u:ann'] }, /is no identity/],
    [{ kind: 'unlink', identity: 'u:ann', other: 'u:ann' }, /a user and a device, or two users/],
    [{ kind: 'unlink', identity: 'a:1', other: 'a:2' }, /a user and a device, or two users/],
    [{ kind: 'undo', decisionId: '3' }, /undo takes the decisionId/],
    [{ kind: 'reset', identity: 'u:ann', at: 'soon' }, /at must be an ISO-8601 time/],
    [{ kind: 'policy' }, /policy must be a JSON object/],
    [{ kind: 'policy', policy: {} }, /policy must say what to change/],
    [{ kind: 'policy', policy: { identity: 'none' } }, /there is no policy named identity/],
    [{ kind: 'policy', policy: { session_gap_ms: 0 } }, /session_gap_ms must be a number of milliseconds up to a day/],
    [{ kind: 'policy', policy: { session_gap_ms: 86_400_001 } }, /session_gap_ms must be/],
    [{ kind: 'policy', policy: { session_gap_ms: 1.5 } }, /session_gap_ms must be/],
    [{ kind: 'policy', policy: { identity_policy: null } }, /identity_policy must be/],
    [{ kind: 'mapping', event: 'E', property: 'p' }, /mapping takes an event/],
  ])('refuses %j with what is wrong', async (body, message) => {
    const { taken, post } = administered();
    const response = await post('/api/decisions', body as object);
    expect([response.statusCode, response.json()]).toEqual([
      400,
      expect.objectContaining({ success: false, code: 'decision_refused', message: expect.stringMatching(message) }),
    ]);
    expect(taken).toEqual([]);
  });

  test('a body that is no JSON is refused', async () => {
    const { post } = administered();
    expect((await post('/api/decisions', '{')).statusCode).toBe(400);
  });

  test('what the writer refuses is answered with its reason', async () => {
    const { post } = administered(new DecisionError('somebody must be taken out first'));
    const response = await post('/api/decisions', EXCLUSION);
    expect([response.statusCode, response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'decision_refused', message: 'somebody must be taken out first' }),
    ]);
  });

  test('a failure of the writer is answered without details', async () => {
    const { post } = administered(new Error('disk on fire at /private/path'));
    const response = await post('/api/decisions', EXCLUSION);
    expect([response.statusCode, response.json().code]).toEqual([500, 'internal_error']);
    expect(response.body).not.toContain('private');
  });
});

describe('POST /api/rebuild', () => {
  test('adopts the tables folded beside the database', async () => {
    const { taken, post } = administered();
    expect((await post('/api/rebuild', {})).json()).toEqual({ success: true, decision_id: 1 });
    expect(taken).toEqual([['adopt', undefined]]);
  });

  test('takes the decision under whose rules they were folded', async () => {
    const decision = { kind: 'policy', policy: { identity_policy: 'none' } } as const;
    const { taken, post } = administered();
    await post('/api/rebuild', { decision });
    expect(taken).toEqual([['adopt', decision]]);
  });

  test('a decision that makes no sense is refused before anything is adopted', async () => {
    const { taken, post } = administered();
    const response = await post('/api/rebuild', { decision: { kind: 'policy', policy: { identity_policy: 'x' } } });
    expect([response.statusCode, response.json().code]).toEqual([400, 'decision_refused']);
    expect(taken).toEqual([]);
  });
});
