import { describe, expect, test } from 'vitest';
import { startTarget } from './target.ts';

const { attack, backend, rows, collector } = startTarget({ KITH_DEFINITION_BUDGET: '20' });

const isHealthy = async () => (await fetch(`${collector().address}/ready`)).status === 200;
const profiles = (...ids: string[]) =>
  rows(`SELECT profile_id FROM profiles WHERE profile_id IN (${ids.map(() => '?')}) ORDER BY 1`, ...ids).flat();

describe('identifiers', () => {
  test('that are mistakes make no stranger anybody’s', async () => {
    const junk = [
      'null',
      'undefined',
      'NaN',
      '[object Object]',
      'anonymous',
      'guest',
      '0',
      '-1',
      'NULL',
      '00000000-0000-0000-0000-000000000000',
    ];
    for (const userId of junk) {
      await attack({ type: 'identify', userId, anonymousId: `stranger of ${userId}`, messageId: `junk ${userId}` });
    }
    expect(rows(`SELECT count(DISTINCT profile_id) FROM events WHERE message_id LIKE 'junk %'`)).toEqual([
      [junk.length],
    ]);
    const { body } = await attack(...junk.map((userId) => ({ type: 'page', userId })));
    expect(body).toMatchObject({
      accepted: 0,
      rejected: junk.map((_, index) => ({ index, code: 'missing_identifier' })),
    });
  });

  test('that look alike are not the same person', async () => {
    await backend({ type: 'identify', userId: 'anna@shop.example', traits: { plan: 'pro' } });
    const alike = [
      'аnna@shop.example',
      'ANNA@shop.example',
      'anna@shop.example\u200b',
      'an\u00adna@shop.example',
      '\u202eanna@shop.example',
      'ａnna@shop.example',
    ];
    await attack(...alike.map((userId) => ({ type: 'identify', userId, traits: { plan: 'free' } })));
    expect(profiles('u:anna@shop.example', ...alike.map((id) => `u:${id}`))).toHaveLength(7);
    expect(rows(`SELECT value FROM traits WHERE profile_id = ? AND key = 'plan'`, 'u:anna@shop.example')).toEqual([
      ['"pro"'],
    ]);
  });

  test('with NUL, control or broken characters are refused, so that no two become equal', async () => {
    const broken = ['bob\u0000', '\u0000bob', 'bob\u0007', 'bob\ud800', 'bob\udc01', 'bob\ufffd'];
    const { body } = await attack(...broken.map((userId) => ({ type: 'page', userId })));
    expect(body).toMatchObject({ accepted: 0, rejected: broken.map(() => ({ code: 'invalid_identifier' })) });
  });

  test('that look like another kind of identity stay what they are', async () => {
    await backend({ type: 'identify', userId: 'carol', traits: { plan: 'pro' } });
    await attack(
      { type: 'identify', userId: 'u:carol', traits: { plan: 'free' } },
      { type: 'identify', anonymousId: 'u:carol', traits: { plan: 'free' } },
      { type: 'identify', anonymousId: 'carol', traits: { plan: 'free' } },
      { type: 'identify', userId: 'erased:carol', traits: { plan: 'free' } },
    );
    expect(profiles('u:carol', 'u:u:carol', 'a:u:carol', 'a:carol')).toHaveLength(4);
    expect(rows(`SELECT value FROM traits WHERE profile_id = ? AND key = 'plan'`, 'u:carol')).toEqual([['"pro"']]);
  });

  test('that are SQL are text', async () => {
    const sql = `x'; DROP TABLE event_log; --`;
    const { body } = await attack(
      { type: 'track', event: sql, userId: sql, anonymousId: `${sql}2`, messageId: sql, properties: { [sql]: sql } },
      { type: 'group', userId: sql, groupId: sql, traits: { [sql]: sql } },
    );
    expect(body).toMatchObject({ accepted: 2 });
    expect(profiles(`u:${sql}`)).toHaveLength(1);
  });
});

describe('values', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test('named like the insides of JavaScript are content everywhere, and change nothing', async () => {
    for (const name of NAMES) {
      const poison = `{"${name}":{"polluted":1,"isAdmin":true}}`;
      const ids = `"anonymousId":"${name}","userId":"${name}"`;
      const { status, body } = await attack(
        JSON.parse(`{"type":"track","event":"${name}",${ids},"properties":${poison},"context":${poison}}`),
        JSON.parse(`{"type":"identify",${ids},"traits":${poison}}`),
        JSON.parse(`{"type":"group",${ids},"groupId":"${name}","traits":${poison}}`),
        JSON.parse(`{"type":"page",${ids},"properties":{"answers":${poison}}}`),
      );
      expect([status, body.accepted], name).toEqual([200, 4]);
      expect(rows('SELECT message_count FROM profiles WHERE profile_id = ?', `u:${name}`)).toEqual([[4]]);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(await isHealthy()).toBe(true);
  });

  test('nested without end are refused, and their neighbours are not', async () => {
    const deep = (count: number) => `${'{"a":'.repeat(count)}1${'}'.repeat(count)}`;
    for (const count of [33, 1_100, 100_000]) {
      const text = `{"batch":[{"type":"page","anonymousId":"n","properties":${deep(count)}},{"type":"page","anonymousId":"n"}]}`;
      const response = await fetch(`${collector().address}/v1/batch?writeKey=${collector().keys.writeKey}`, {
        method: 'POST',
        body: text,
      });
      expect(response.status, String(count)).toBe(200);
      expect(await response.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'too_complex' }] });
    }
    for (const open of ['[', '{"batch":[', '{"a":']) {
      const body = open.repeat(90_000);
      const { address, keys } = collector();
      const response = await fetch(`${address}/v1/batch?writeKey=${keys.writeKey}`, { method: 'POST', body });
      expect(response.status).toBe(400);
    }
    expect(await isHealthy()).toBe(true);
  });

  test('of many keys, huge numbers or huge texts are refused or made small', async () => {
    const keys = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, index]));
    const { body } = await attack(
      { type: 'page', anonymousId: 'many', properties: keys },
      { type: 'page', anonymousId: 'many', properties: { text: 'x'.repeat(50_000) } },
      { type: 'page', userId: 2 ** 60 },
    );
    expect(body).toMatchObject({
      accepted: 0,
      rejected: [{ code: 'too_complex' }, { code: 'too_large' }, { code: 'invalid_identifier' }],
    });
    await attack({
      type: 'identify',
      userId: 'numbers',
      traits: { big: JSON.parse('1e400'), add: { $add: JSON.parse('1e308') } },
    });
    expect(rows('SELECT count(*) FROM traits WHERE NOT json_valid(value)')).toEqual([[0]]);
    expect(await isHealthy()).toBe(true);
  });

  test('that pretend to be the collector’s own are not', async () => {
    const { body } = await attack({
      ...{ type: 'page', anonymousId: 'pretender', messageId: 'pretender', code: 'x', path: 'y', message: 'z' },
      ...{ profile_id: 'u:admin', session_id: 's', seq: 1, stream: 'u:admin', contentHash: 'x', is_server: 1 },
    });
    expect(body).toMatchObject({ accepted: 1, rejected: [] });
    expect(rows(`SELECT profile_id, is_server FROM events WHERE message_id = 'pretender'`)).toEqual([
      ['a:pretender', 0],
    ]);
  });

  test('with ever new names run out of budget, and those that are known do not', async () => {
    const flood = Array.from({ length: 100 }, (_, index) => ({
      type: 'track',
      event: `Flood ${index}`,
      anonymousId: 'f',
    }));
    await attack({ type: 'track', event: 'Known', anonymousId: 'f' });
    const { body } = await attack(...flood, { type: 'track', event: 'Known', anonymousId: 'f' });
    expect(Number(body.accepted)).toBeLessThan(21);
    expect(body.rejected).toContainEqual(expect.objectContaining({ index: 99, code: 'definition_budget' }));
    expect(body.rejected).not.toContainEqual(expect.objectContaining({ index: 100 }));
  });
});
