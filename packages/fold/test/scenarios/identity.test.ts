import { describe, expect, test } from 'vitest';
import type { RulesParts } from '../world-rules.ts';
import {
  alias,
  at,
  backend,
  login,
  MINUTE_MS,
  onEachFold,
  page,
  people,
  profile,
  profileIds,
  sessionIds,
  sessions,
} from './scenario.ts';

onEachFold(({ folded, foldedBy }) => {
  describe('identity', () => {
    test('anonymous history joins at the first login', () => {
      const result = folded(page('p1', 0), page('p2', 5), page('p3', 200), login('in', 201, 'ada'));
      expect(people(result)).toEqual({ p1: 'u:ada', p2: 'u:ada', p3: 'u:ada', in: 'u:ada' });
      expect(sessionIds(result)).toEqual(['a:phone/p1', 'a:phone/p3']);
      expect(profile(result, 'u:ada')).toMatchObject({
        type: 'identified',
        user_id: 'ada',
        message_count: 4,
        page_count: 3,
        session_count: 2,
        session_duration_ms: 6 * MINUTE_MS,
        created_at: '2026-03-01T22:30:00.000Z',
        first_seen_at: '2026-03-01T22:30:00.000Z',
        last_seen_at: '2026-03-02T01:51:00.000Z',
      });
      expect(result.identities).toEqual([
        {
          kind: 'anonymous',
          identifier: 'phone',
          profile_id: 'u:ada',
          linked_at: '2026-03-02T01:51:00.000Z',
          rule: 'claim',
          message_id: 'in',
        },
        {
          kind: 'user',
          identifier: 'ada',
          profile_id: 'u:ada',
          linked_at: '2026-03-02T01:51:00.000Z',
          rule: 'user',
          message_id: 'in',
        },
      ]);
    });

    test('before a login the device has a profile of its own', () => {
      const result = folded(page('p1', 0), page('p2', 1));
      expect(profileIds(result)).toEqual(['a:phone']);
      expect(profile(result, 'a:phone')).toMatchObject({ type: 'anonymous', user_id: null, message_count: 2 });
      expect(result.identities).toMatchObject([
        { kind: 'anonymous', identifier: 'phone', rule: 'device', message_id: 'p1' },
      ]);
    });

    test('a second browser joins with its history', () => {
      const laptop = { anonymousId: 'laptop' };
      const result = folded(login('i1', 0, 'ada'), page('p1', 60 * 24, laptop), login('i2', 60 * 48, 'ada', laptop));
      expect(profileIds(result)).toEqual(['u:ada']);
      expect(profile(result, 'u:ada')).toMatchObject({ message_count: 3, session_count: 3 });
    });

    test('shared device without reset: two people never merge, and the session splits at the switch', () => {
      const result = folded(
        page('p0', 0),
        login('ada in', 1, 'ada'),
        page('p1', 2),
        login('bob in', 3, 'bob'),
        page('p2', 4),
      );
      expect(people(result)).toEqual({ p0: 'u:ada', 'ada in': 'u:ada', p1: 'u:ada', 'bob in': 'u:bob', p2: 'u:bob' });
      expect(result.sessions).toMatchObject([
        { session_id: 'a:phone/bob in', profile_id: 'u:bob', duration_ms: MINUTE_MS, message_count: 2 },
        { session_id: 'a:phone/p0', profile_id: 'u:ada', duration_ms: 2 * MINUTE_MS, message_count: 3 },
      ]);
    });

    test('a person who comes back within a device session has a new part of it', () => {
      const result = folded(login('a1', 0, 'ada'), login('b1', 1, 'bob'), login('a2', 2, 'ada'));
      expect(sessionIds(result)).toEqual(['a:phone/a1', 'a:phone/a2', 'a:phone/b1']);
      expect(profile(result, 'u:ada').session_count).toBe(2);
    });

    test('a next-day anonymous session then a second login in it goes to the second user', () => {
      const result = folded(login('ada in', 0, 'ada'), page('p1', 24 * 60), login('bob in', 24 * 60 + 5, 'bob'));
      expect(people(result)).toEqual({ 'ada in': 'u:ada', p1: 'u:bob', 'bob in': 'u:bob' });
    });

    test("an anonymous session on a shared device without login stays the device's", () => {
      const result = folded(login('ada in', 0, 'ada'), login('bob in', 24 * 60, 'bob'), page('p1', 48 * 60));
      expect(people(result).p1).toBe('a:phone');
      expect(profile(result, 'a:phone')).toMatchObject({ type: 'anonymous', message_count: 1, session_count: 1 });
    });

    test('reset gives a new id, and nothing joins', () => {
      const result = folded(login('in', 0, 'ada'), page('p1', 1, { anonymousId: 'phone after reset' }));
      expect(people(result)).toEqual({ in: 'u:ada', p1: 'a:phone after reset' });
    });

    test('one anonymous message resent after the login under its id and with the user counts once', () => {
      const first = page('p1', 0);
      const again = page('p1', 0, { userId: 'ada', sentAt: at(1) });
      const result = folded(first, again, login('in', 1, 'ada'));
      expect(people(result)).toEqual({ p1: 'u:ada', in: 'u:ada' });
      expect(profile(result, 'u:ada').message_count).toBe(2);
    });

    test('an id which is a member of every object is an id like any other', () => {
      const result = folded(login('constructor', 0, '__proto__', { anonymousId: 'toString' }));
      expect(profileIds(result)).toEqual(['u:__proto__']);
      expect(sessionIds(result)).toEqual(['a:toString/constructor']);
    });
  });

  describe('identity policies', () => {
    const DAY = 24 * 60;
    const laptop = { anonymousId: 'laptop' };
    // A person with two devices, each with sessions before, around and after its login.
    const history = [
      page('home', -DAY),
      page('before', 0),
      login('in', 5, 'ada'),
      page('after', 10),
      page('later', DAY),
      page('2 home', 2 * DAY, laptop),
      page('2 before', 3 * DAY, laptop),
      login('2 in', 3 * DAY + 5, 'ada', laptop),
      page('2 after', 3 * DAY + 10, laptop),
      page('2 later', 4 * DAY, laptop),
    ];

    test('device: all sessions of both devices join', () => {
      const result = foldedBy({ identityPolicy: 'device' }, ...history);
      expect(profileIds(result)).toEqual(['u:ada']);
      expect(result).toEqual(folded(...history));
    });

    test('first-device: only the first joins with its history, later ones from their login on', () => {
      const result = foldedBy({ identityPolicy: 'first-device' }, ...history);
      expect(people(result)).toEqual({
        home: 'u:ada',
        before: 'u:ada',
        in: 'u:ada',
        after: 'u:ada',
        later: 'u:ada',
        '2 home': 'a:laptop',
        '2 before': 'a:laptop',
        '2 in': 'u:ada',
        '2 after': 'u:ada',
        '2 later': 'u:ada',
      });
      expect(sessions(result)).toMatchObject({
        '2 before': 'a:laptop/2 before',
        '2 in': 'a:laptop/2 in',
        '2 after': 'a:laptop/2 in',
      });
    });

    test('session: sessions with a login join, from their beginning', () => {
      expect(people(foldedBy({ identityPolicy: 'session' }, ...history))).toEqual({
        home: 'a:phone',
        before: 'u:ada',
        in: 'u:ada',
        after: 'u:ada',
        later: 'a:phone',
        '2 home': 'a:laptop',
        '2 before': 'u:ada',
        '2 in': 'u:ada',
        '2 after': 'u:ada',
        '2 later': 'a:laptop',
      });
    });

    test('none: what precedes a login stays apart, on every device', () => {
      const result = foldedBy({ identityPolicy: 'none' }, ...history);
      expect(people(result)).toEqual({
        home: 'a:phone',
        before: 'a:phone',
        in: 'u:ada',
        after: 'u:ada',
        later: 'a:phone',
        '2 home': 'a:laptop',
        '2 before': 'a:laptop',
        '2 in': 'u:ada',
        '2 after': 'u:ada',
        '2 later': 'a:laptop',
      });
      expect(profile(result, 'u:ada')).toMatchObject({ message_count: 4, session_count: 2 });
    });

    test('what stays apart is linked all the same', () => {
      const result = foldedBy({ identityPolicy: 'none' }, ...history);
      expect(result.identities.filter((row) => row.kind === 'anonymous')).toMatchObject([
        { identifier: 'laptop', profile_id: 'a:laptop', rule: 'device', message_id: '2 home' },
        { identifier: 'laptop', profile_id: 'u:ada', rule: 'claim', message_id: '2 in' },
        { identifier: 'phone', profile_id: 'a:phone', rule: 'device', message_id: 'home' },
        { identifier: 'phone', profile_id: 'u:ada', rule: 'claim', message_id: 'in' },
      ]);
    });

    test('first-device: the earliest claim makes the first device, whoever sends it', () => {
      const early = backend('s1', -2 * DAY, { ...laptop, userId: 'ada' });
      expect(people(foldedBy({ identityPolicy: 'first-device' }, ...history, early))).toMatchObject({
        home: 'a:phone',
        before: 'a:phone',
        after: 'u:ada',
        later: 'u:ada',
        '2 home': 'u:ada',
        '2 before': 'u:ada',
        '2 later': 'u:ada',
      });
    });

    test('first-device: a merge of users leaves one of the two first devices', () => {
      const apart = [
        page('p1', 0),
        login('i1', DAY, 'old'),
        page('p2', 2 * DAY, laptop),
        login('i2', 3 * DAY, 'new', laptop),
      ];
      const first = { identityPolicy: 'first-device' } as const;
      expect(people(foldedBy(first, ...apart))).toEqual({ p1: 'u:old', i1: 'u:old', p2: 'u:new', i2: 'u:new' });
      const join = alias('join', 4 * DAY, 'old', 'new', { isServer: true, trust: 2 });
      expect(people(foldedBy(first, ...apart, join))).toEqual({
        p1: 'u:new',
        i1: 'u:new',
        p2: 'a:laptop',
        i2: 'u:new',
        join: 'u:new',
      });
    });

    test('backend messages of the device alone follow the policy like the run around them', () => {
      const around = [
        backend('s before', 2, { anonymousId: 'phone' }),
        backend('s after', 8, { anonymousId: 'phone' }),
        backend('2 s before', 3 * DAY + 2, laptop),
        backend('2 s after', 3 * DAY + 8, laptop),
        backend('s alone', 6 * DAY, { anonymousId: 'phone' }),
        backend('2 s alone', 6 * DAY, laptop),
      ];
      const placed = (identityPolicy: NonNullable<RulesParts['identityPolicy']>): string[] => {
        const where = people(foldedBy({ identityPolicy }, ...history, ...around));
        return around.map(({ messageId }) => where[messageId] ?? '');
      };
      expect(placed('device')).toEqual(['u:ada', 'u:ada', 'u:ada', 'u:ada', 'u:ada', 'u:ada']);
      expect(placed('first-device')).toEqual(['u:ada', 'u:ada', 'a:laptop', 'u:ada', 'u:ada', 'a:laptop']);
      expect(placed('session')).toEqual(['u:ada', 'u:ada', 'u:ada', 'u:ada', 'a:phone', 'a:laptop']);
      expect(placed('none')).toEqual(['a:phone', 'u:ada', 'a:laptop', 'u:ada', 'a:phone', 'a:laptop']);
    });

    test('first-device: of two devices claimed by one message the one it came from is first', () => {
      const result = foldedBy(
        { identityPolicy: 'first-device' },
        page('t1', 0, { anonymousId: 'a tablet' }),
        page('t2', 0, { anonymousId: 'tablet' }),
        alias('a1', 500, 'a tablet', 'ada'),
        alias('a2', 500, 'tablet', 'bob', { anonymousId: 'watch' }),
      );
      expect(people(result)).toMatchObject({ t1: 'u:ada', t2: 'a:tablet' });
    });
  });
});
