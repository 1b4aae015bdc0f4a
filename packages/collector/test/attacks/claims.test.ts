import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { startTarget } from './target.ts';

const SECRET = 'the-secret-of-the-shop';
const { attack, backend, rows } = startTarget({ KITH_IDENTITY_SECRET: SECRET });

// Every test has people of its own.
let number = 0;
let ann: string;
let mallory: string;
beforeEach(async () => {
  number += 1;
  [ann, mallory] = [`ann-${number}`, `mallory-${number}`];
  await backend(
    { type: 'identify', userId: ann, messageId: `signup-${ann}`, traits: { email: 'ann@shop.example', plan: 'pro' } },
    { type: 'group', userId: ann, groupId: `acme-${number}`, traits: { name: 'Acme' } },
  );
});

const trait = (user: string, key: string) =>
  rows('SELECT value, trust FROM traits WHERE profile_id = ? AND key = ?', `u:${user}`, key);
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const ONE = { timestamp: new Date().toISOString() };

describe('who has the public key cannot change what a backend said about a person', () => {
  test.each<[string, object]>([
    ['by saying something else', { plan: 'free', email: 'mallory@evil.example' }],
    ['by taking it away', { plan: null, email: null }],
    ['by adding to it', { plan: { $add: 1 }, email: { $union: ['x'] } }],
    ['by having said it first', { plan: { $setOnce: 'free' }, email: { $setOnce: 'm@evil.example' } }],
    ['by the other spelling of a reserved name', { Email: 'm@evil.example', e_mail: 'm@evil.example' }],
  ])('%s', async (_how, traits) => {
    await attack({ type: 'identify', userId: ann, anonymousId: 'evil', traits });
    expect(trait(ann, 'plan')).toEqual([['"pro"', 'server']]);
    expect(trait(ann, 'email')).toEqual([['"ann@shop.example"', 'server']]);
    expect(rows('SELECT email FROM profiles WHERE profile_id = ?', `u:${ann}`)).toEqual([['ann@shop.example']]);
  });

  test('from the future', async () => {
    for (const timestamp of [tomorrow(), '9999-12-31T23:59:59Z', '+275760-09-13T00:00:00.000Z']) {
      await attack({ type: 'identify', userId: ann, anonymousId: 'evil', traits: { plan: 'free' }, timestamp });
    }
    expect(trait(ann, 'plan')).toEqual([['"pro"', 'server']]);
  });

  test('by claiming to be a backend', async () => {
    const poses = [
      { channel: 'server' },
      { context: { library: { name: 'analytics-node', version: '1' }, channel: 'server' } },
      { trust: 2, isServer: true, source: 'backend', kind: 'secret', identityVerdict: 'valid' },
      { context: { trust: 2, kith: { seq: 1, trust: 2 } }, integrations: { trust: 2 } },
    ];
    for (const pose of poses) await attack({ type: 'identify', userId: ann, traits: { plan: 'free' }, ...pose });
    expect(trait(ann, 'plan')).toEqual([['"pro"', 'server']]);
    expect(rows('SELECT DISTINCT trust, source FROM event_log WHERE user_id = ? ORDER BY 1', ann)).toEqual([
      [0, 'web'],
      [2, 'backend'],
    ]);
  });

  test('by sending a message of the backend once more, with something else in it', async () => {
    const { body } = await attack({
      type: 'identify',
      userId: ann,
      messageId: `signup-${ann}`,
      traits: { plan: 'free' },
    });
    expect(body).toMatchObject({ accepted: 1, duplicate: 0 });
    expect(trait(ann, 'plan')).toEqual([['"pro"', 'server']]);
    expect(rows('SELECT count(*), max(trust) FROM event_log WHERE message_id = ?', `signup-${ann}`)).toEqual([[1, 2]]);
  });

  test('by sending it first', async () => {
    await attack({ type: 'identify', userId: mallory, messageId: `first-${mallory}`, traits: { plan: 'free' } });
    await backend({ type: 'identify', userId: mallory, messageId: `first-${mallory}`, traits: { plan: 'pro' } });
    expect(trait(mallory, 'plan')).toEqual([['"pro"', 'server']]);
  });

  test('about an account, or make its membership a backend’s word', async () => {
    const account = `acme-${number}`;
    await attack(
      { type: 'group', userId: ann, anonymousId: 'evil', groupId: account, traits: { name: 'Evil' } },
      { type: 'group', userId: mallory, anonymousId: 'evil', groupId: account, traits: { name: 'Evil' } },
    );
    expect(rows('SELECT name FROM accounts WHERE account_id = ?', account)).toEqual([['Acme']]);
    expect(rows('SELECT profile_id, trust FROM memberships WHERE account_id = ? ORDER BY profile_id', account)).toEqual(
      [
        [`u:${ann}`, 'server'],
        [`u:${mallory}`, 'unverified'],
      ],
    );
  });
});

describe('who has the public key cannot make two people one', () => {
  const people = () => rows('SELECT profile_id FROM profiles WHERE user_id IN (?, ?) ORDER BY 1', ann, mallory).flat();

  test('by an alias of a known user', async () => {
    await attack({ type: 'identify', userId: mallory, anonymousId: 'evil' });
    await attack(
      { type: 'alias', previousId: ann, userId: mallory },
      { type: 'alias', previousId: mallory, userId: ann },
      { type: 'alias', previousId: ann, userId: mallory, anonymousId: 'evil', channel: 'server' },
    );
    expect(people()).toEqual([`u:${ann}`, `u:${mallory}`]);
  });

  test('by an alias that comes before the user is known', async () => {
    await attack({ type: 'alias', previousId: `later-${number}`, userId: mallory });
    await backend({ type: 'identify', userId: `later-${number}`, traits: { plan: 'pro' } });
    expect(trait(`later-${number}`, 'plan')).toEqual([['"pro"', 'server']]);
    expect(trait(mallory, 'plan')).toEqual([]);
  });

  test('by a chain of aliases over a device', async () => {
    await attack({ type: 'page', anonymousId: `device-${number}` });
    await attack(
      { type: 'alias', previousId: `device-${number}`, userId: ann },
      { type: 'alias', previousId: `device-${number}`, userId: mallory },
      { type: 'alias', previousId: ann, userId: mallory },
    );
    expect(people()).toEqual([`u:${ann}`, `u:${mallory}`]);
  });

  test('by signing in as both on one device', async () => {
    await attack({ type: 'identify', userId: ann, anonymousId: `both-${number}` });
    await attack({ type: 'identify', userId: mallory, anonymousId: `both-${number}` });
    expect(people()).toEqual([`u:${ann}`, `u:${mallory}`]);
  });

  test('by sharing an email, a phone, a custom id or a push token', async () => {
    const shared = { externalIds: [{ id: '1', type: 'crm' }], device: { token: 'token' } };
    await backend({ type: 'identify', userId: ann, traits: { phone: '+491' }, context: shared });
    const traits = { email: 'ann@shop.example', phone: '+491' };
    await attack({ type: 'identify', userId: mallory, anonymousId: 'evil', traits, context: shared });
    expect(people()).toEqual([`u:${ann}`, `u:${mallory}`]);
  });
});

describe('who has the public key cannot', () => {
  test('take over what somebody did on a device where they signed in', async () => {
    const device = `laptop-${number}`;
    await attack(
      { type: 'page', anonymousId: device, ...ONE },
      { type: 'identify', userId: ann, anonymousId: device, ...ONE },
    );
    const owned = () =>
      rows('SELECT count(*) FROM events WHERE anonymous_id = ? AND profile_id = ?', device, `u:${ann}`);
    const before = owned();
    expect(before).toEqual([[2]]);
    await attack({
      type: 'identify',
      userId: mallory,
      anonymousId: device,
      timestamp: new Date(Date.now() + 1).toISOString(),
    });
    expect(owned()).toEqual(before);
  });

  test('be verified with a signature of its own, of somebody else, or of yesterday', async () => {
    const sign = (user: string, expiry: number, secret = SECRET) =>
      `v1.${expiry}.${createHmac('sha256', secret).update(`v1:${user}:${expiry}`).digest('base64url')}`;
    const [soon, past] = [Math.floor(Date.now() / 1_000) + 60, Math.floor(Date.now() / 1_000) - 60];
    const forged = [
      'x',
      sign(ann, soon, 'a guess of mallory'),
      sign(mallory, soon),
      sign(ann, past),
      [sign(ann, soon)],
    ];
    for (const [index, userHash] of forged.entries()) {
      await attack({
        type: 'page',
        userId: ann,
        anonymousId: 'evil',
        messageId: `forged-${number}-${index}`,
        context: { userHash },
      });
    }
    expect(rows(`SELECT DISTINCT trust FROM event_log WHERE message_id LIKE ?`, `forged-${number}-%`)).toEqual([[0]]);
  });

  test('decide anything: erase, unlink, exclude, reset, change rules', async () => {
    const kinds = ['erase', 'unlink', 'exclude', 'reset', 'policy', 'mapping', 'undo', 'delete', 'enforce'];
    const { body } = await attack(...kinds.map((type) => ({ type, kind: type, identity: `u:${ann}`, userId: ann })));
    expect(body).toMatchObject({ accepted: 0, rejected: kinds.map((_, index) => ({ index, code: 'invalid_type' })) });
    const events = kinds.map((event) => ({
      type: 'track',
      event,
      userId: mallory,
      properties: { identity: `u:${ann}` },
    }));
    await attack(...events);
    expect(rows('SELECT count(*) FROM decisions')).toEqual([[0]]);
    expect(trait(ann, 'plan')).toEqual([['"pro"', 'server']]);
  });

  test('flag people as bots, testers or excluded by what it says about them', async () => {
    const traits = {
      is_excluded: 1,
      isExcluded: true,
      is_test: 1,
      is_bot: 1,
      is_control_excluded: 1,
      type: 'anonymous',
    };
    await attack({ type: 'identify', userId: ann, anonymousId: 'evil', traits, context: traits });
    expect(
      rows('SELECT is_excluded, is_test, is_bot, is_control_excluded FROM profiles WHERE profile_id = ?', `u:${ann}`),
    ).toEqual([[0, 0, 0, 0]]);
  });

  test('choose when its messages were received', async () => {
    const receivedAt = '2001-01-01T00:00:00.000Z';
    const before = Date.now();
    await attack({ type: 'page', userId: mallory, receivedAt, received_at: receivedAt, context: { receivedAt } });
    const [[received] = []] = rows('SELECT received_at FROM event_log WHERE user_id = ?', mallory) as number[][];
    expect(received).toBeGreaterThanOrEqual(before);
  });

  test.each<[string, object]>([
    ['a time in the future', { timestamp: '2199-01-01T00:00:00Z' }],
    ['a clock that is behind', { timestamp: new Date().toISOString(), sentAt: '2001-01-01T00:00:00Z' }],
    ['a clock that is ahead', { timestamp: '2199-01-01T00:00:00Z', sentAt: '2199-01-01T00:00:00Z' }],
    ['a time without an end', { timestamp: '+999999-12-31T23:59:59Z' }],
  ])('let something happen later than it came, with %s', async (_what, times) => {
    const { body } = await attack({ type: 'page', userId: mallory, ...times });
    const late = rows('SELECT count(*) FROM event_log WHERE user_id = ? AND t > received_at + 300000', mallory);
    expect(late).toEqual([[0]]);
    expect(Number(body.accepted) + (body.rejected as unknown[]).length).toBe(1);
  });
});
