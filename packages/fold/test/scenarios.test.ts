import { type JsonObject, type JsonValue, SESSION_GAP_MS } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import type { ProfileRow, Relations } from '../src/rows.ts';
import { foldUnderTest, type Phase } from './fold-under-test.ts';
import { referenceFold } from './reference-fold.ts';
import { BASE_MS, type EventParts, event, NO_CAMPAIGN, permuted, type RulesParts, rules } from './worlds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const FOLDS: readonly { name: string; fold: (phases: readonly Phase[]) => Relations }[] = [
  {
    name: 'the reference',
    fold: (phases) =>
      referenceFold(
        phases.flatMap(({ batches }) => batches.flat()),
        phases.at(-1)?.rules,
      ),
  },
  { name: 'the fold', fold: foldUnderTest },
];

// Ids say who and when: `at` is minutes after 22:30 UTC.
const at = (minutes: number): number => BASE_MS + minutes * MINUTE_MS;
const page = (messageId: string, minutes: number, parts: Partial<Event> = {}): Event =>
  event({ messageId, type: 'page', anonymousId: 'phone', t: at(minutes), ...parts });
const login = (messageId: string, minutes: number, userId: string, parts: Partial<Event> = {}): Event =>
  event({ messageId, type: 'identify', anonymousId: 'phone', userId, t: at(minutes), ...parts });
const backend = (messageId: string, minutes: number, parts: Partial<Event>): Event =>
  event({ messageId, isServer: true, t: at(minutes), ...parts });
const alias = (
  messageId: string,
  minutes: number,
  previousId: string,
  userId: string,
  parts: Partial<Event> = {},
): Event => event({ messageId, type: 'alias', previousId, userId, t: at(minutes), ...parts });
const survey = (messageId: string, minutes: number, name: string, parts: Record<string, never> | object = {}): Event =>
  event({
    messageId,
    anonymousId: 'phone',
    name: `Survey ${name}`,
    t: at(minutes),
    properties: { survey_id: 'nps', response_id: 'r1', ...parts },
  });

describe.each(FOLDS)('$name', ({ fold }) => {
  /** Folds the events in many orders, one by one and at once; all of them must agree. */
  function folded(...events: Event[]): Relations {
    return foldedBy({}, ...events);
  }

  /** The same by rules, which were in force from the beginning, came late, or came back after others. */
  function foldedBy(parts: RulesParts, ...events: Event[]): Relations {
    const inForce = rules(parts);
    const result = fold([{ rules: inForce, batches: [events] }]);
    const agrees = (phases: readonly Phase[]): void => expect(fold(phases)).toEqual(result);
    agrees([{ rules: inForce, batches: events.map((only) => [only]) }]);
    agrees([{ rules: inForce, batches: events.toReversed().map((only) => [only]) }]);
    for (let seed = 1; seed <= 6; seed++) {
      const order = permuted([...events, ...events], seed);
      agrees([{ rules: inForce, batches: order.map((only) => [only]) }]);
    }
    agrees([
      { rules: rules(), batches: [events.slice(0, 2)] },
      { rules: inForce, batches: [events.slice(2)] },
    ]);
    agrees([
      { rules: inForce, batches: [events] },
      { rules: rules(), batches: [] },
      { rules: inForce, batches: [] },
    ]);
    return result;
  }

  /** Message id to profile. */
  const people = (result: Relations): Record<string, string> =>
    Object.fromEntries(result.events.map((row) => [row.message_id, row.profile_id]));
  /** Message id to session. */
  const sessions = (result: Relations): Record<string, string | null> =>
    Object.fromEntries(result.events.map((row) => [row.message_id, row.session_id]));
  const sessionIds = (result: Relations): string[] => result.sessions.map((row) => row.session_id);
  const profileIds = (result: Relations): string[] => result.profiles.map((row) => row.profile_id);
  const profile = (result: Relations, id: string): ProfileRow => {
    const row = result.profiles.find((candidate) => candidate.profile_id === id);
    if (row === undefined) throw new Error(`no profile ${id} among ${profileIds(result)}`);
    return row;
  };

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

  describe('separation', () => {
    test('un-merge restores the state exactly', () => {
      const join = alias('join', 2, 'old', 'new', { isServer: true, trust: 2 });
      const events = [
        login('i1', 0, 'old', { traits: { plan: 'old', seats: { $add: 1 } } }),
        login('i2', 1, 'new', { anonymousId: 'laptop', traits: { plan: 'new', seats: { $add: 2 } } }),
        page('p1', 24 * 60),
      ];
      const merged = folded(...events, join);
      expect(profileIds(merged)).toEqual(['u:new']);
      expect(profile(merged, 'u:new').traits).toBe('{"plan":"new","seats":3}');

      const separated = foldedBy({ unlinked: [['u:new', 'u:old']] }, ...events, join);
      expect(people(separated)).toEqual({ i1: 'u:old', i2: 'u:new', p1: 'u:old', join: 'u:new' });
      expect(profile(separated, 'u:old').traits).toBe('{"plan":"old","seats":1}');
      expect(profile(separated, 'u:new').traits).toBe('{"plan":"new","seats":2}');
      expect(separated.identities.filter((row) => row.rule === 'alias')).toEqual([]);
      expect(separated).toEqual(folded(...events, event({ ...join, previousId: null })));
    });

    test('an operator joins two users like an alias of that time, until the two are separated', () => {
      const events = [
        login('i1', 0, 'old', { traits: { plan: 'old', seats: { $add: 1 } } }),
        login('i2', 1, 'new', { anonymousId: 'laptop', traits: { plan: 'new', seats: { $add: 2 } } }),
        page('p1', 24 * 60),
      ];
      const merges = [['u:old', 'new', at(2)]] as const;
      const merged = foldedBy({ merges }, ...events);
      expect(profileIds(merged)).toEqual(['u:new']);
      expect(profile(merged, 'u:new').traits).toBe('{"plan":"new","seats":3}');
      expect(merged.identities).toContainEqual(
        expect.objectContaining({ identifier: 'old', rule: 'merge', message_id: 'decision:1', profile_id: 'u:new' }),
      );
      expect(foldedBy({ merges, unlinked: [['u:old', 'u:new']] }, ...events)).toEqual(folded(...events));
      // A later alias has the last word about the name.
      const back = alias('back', 3, 'new', 'old', { isServer: true, trust: 2 });
      expect(profileIds(foldedBy({ merges }, ...events, back))).toEqual(['u:old']);
    });

    test('an operator gives a device to somebody, and more of it as it comes', () => {
      const events = [page('p1', 0), login('in', 60, 'ada', { anonymousId: 'laptop' }), page('p2', 24 * 60)];
      const merges = [['a:phone', 'ada', at(0)]] as const;
      expect(people(foldedBy({ merges }, ...events))).toEqual({ p1: 'u:ada', in: 'u:ada', p2: 'u:ada' });
      // It is a claim: where somebody else has claimed the device, it is nobody's outside their visits.
      const bob = login('bob in', 48 * 60, 'bob');
      expect(people(foldedBy({ merges }, ...events, bob))).toMatchObject({ p1: 'a:phone', 'bob in': 'u:bob' });
    });

    test('somebody whom only an operator has named is known by that', () => {
      const merges = [
        ['a:phone', 'x', at(0)],
        ['u:x', 'y', at(1)],
      ] as const;
      const result = foldedBy({ merges }, page('p1', 0));
      expect(people(result)).toEqual({ p1: 'u:y' });
      expect(result.identities.map(({ kind, identifier, rule }) => [kind, identifier, rule])).toEqual([
        ['anonymous', 'phone', 'merge'],
        ['user', 'x', 'merge'],
        ['user', 'y', 'merge'],
      ]);
    });

    test('one link of a chain is separated, the others hold', () => {
      const server = { isServer: true, trust: 2 } as const;
      const chain = [
        alias('ab', 0, 'a', 'b', server),
        alias('bc', 1, 'b', 'c', server),
        alias('cd', 2, 'c', 'd', server),
        login('in', 3, 'a'),
      ];
      const result = foldedBy({ unlinked: [['u:b', 'u:c']] }, ...chain);
      expect(people(result)).toEqual({ ab: 'u:b', bc: 'u:d', cd: 'u:d', in: 'u:b' });
    });

    test('separating users whom nothing joins directly changes nothing', () => {
      const server = { isServer: true, trust: 2 } as const;
      const chain = [alias('ab', 0, 'a', 'b', server), alias('bc', 1, 'b', 'c', server)];
      expect(foldedBy({ unlinked: [['u:a', 'u:c']] }, ...chain)).toEqual(folded(...chain));
    });

    test('unlinking a device moves only its anonymous events', () => {
      const events = [
        page('p1', 0),
        login('in', 1, 'ada', { traits: { plan: 'pro' } }),
        page('p2', 2),
        page('p3', 24 * 60),
        backend('s1', 25 * 60, { anonymousId: 'phone' }),
        page('elsewhere', 0, { anonymousId: 'laptop', userId: 'ada' }),
      ];
      expect(profileIds(folded(...events))).toEqual(['u:ada']);
      const result = foldedBy({ unlinked: [['a:phone', 'u:ada']] }, ...events);
      expect(people(result)).toEqual({
        p1: 'a:phone',
        in: 'u:ada',
        p2: 'a:phone',
        p3: 'a:phone',
        s1: 'a:phone',
        elsewhere: 'u:ada',
      });
      expect(sessions(result)).toEqual({
        p1: 'a:phone/p1',
        in: 'a:phone/in',
        p2: 'a:phone/p2',
        p3: 'a:phone/p3',
        s1: null,
        elsewhere: 'a:laptop/elsewhere',
      });
      expect(profile(result, 'u:ada')).toMatchObject({ message_count: 2, session_count: 2, traits: '{"plan":"pro"}' });
      expect(result.identities).toMatchObject([
        { kind: 'anonymous', identifier: 'laptop', profile_id: 'u:ada', rule: 'claim' },
        { kind: 'anonymous', identifier: 'phone', profile_id: 'a:phone', rule: 'device', message_id: 'p1' },
        { kind: 'user', identifier: 'ada', profile_id: 'u:ada', rule: 'user' },
      ]);
    });

    test('on a shared device what surrounds the separated login goes to the other user, and so does the device', () => {
      const events = [
        page('p0', 0),
        login('ada in', 1, 'ada'),
        page('p1', 2),
        login('bob in', 3, 'bob'),
        page('p2', 4),
        page('p3', 24 * 60),
      ];
      expect(people(foldedBy({ unlinked: [['u:ada', 'a:phone']] }, ...events))).toEqual({
        p0: 'u:bob',
        'ada in': 'u:ada',
        p1: 'u:bob',
        'bob in': 'u:bob',
        p2: 'u:bob',
        p3: 'u:bob',
      });
    });

    test('a device claimed by alias is unlinked like any other, and never joins users instead', () => {
      const join = alias('join', 1, 'phone', 'ada', { isServer: true, trust: 2 });
      expect(people(folded(page('p1', 0), join))).toEqual({ p1: 'u:ada', join: 'u:ada' });
      const result = foldedBy({ unlinked: [['a:phone', 'u:ada']] }, page('p1', 0), join);
      expect(people(result)).toEqual({ p1: 'a:phone', join: 'u:ada' });
      expect(result.identities.filter((row) => row.rule === 'alias')).toEqual([]);
    });

    test("an alias makes a shared device one person's until the two are separated", () => {
      const events = [
        login('i1', 0, 'old'),
        login('i2', 24 * 60, 'new'),
        page('p1', 48 * 60),
        alias('join', 50 * 60, 'old', 'new', { isServer: true, trust: 2 }),
      ];
      expect(people(folded(...events))).toEqual({ i1: 'u:new', i2: 'u:new', p1: 'u:new', join: 'u:new' });
      expect(people(foldedBy({ unlinked: [['u:old', 'u:new']] }, ...events))).toEqual({
        i1: 'u:old',
        i2: 'u:new',
        p1: 'a:phone',
        join: 'u:new',
      });
    });
  });

  describe('alias', () => {
    test('anonymous→user from the browser works', () => {
      const result = folded(page('p1', 0), alias('join', 1, 'phone', 'ada'));
      expect(people(result)).toEqual({ p1: 'u:ada', join: 'u:ada' });
      expect(result.identities).toMatchObject([
        { kind: 'anonymous', identifier: 'phone', rule: 'alias', message_id: 'join' },
        { kind: 'user', identifier: 'ada', rule: 'user', message_id: 'join' },
      ]);
    });

    test('user→user from the browser is refused, but the message counts', () => {
      const result = folded(
        login('i1', 0, 'old'),
        login('i2', 1, 'new', { anonymousId: 'laptop' }),
        alias('join', 2, 'old', 'new'),
      );
      expect(people(result)).toEqual({ i1: 'u:old', i2: 'u:new', join: 'u:new' });
      expect(profile(result, 'u:new').message_count).toBe(2);
      expect(result.identities.filter((row) => row.rule === 'alias')).toEqual([]);
    });

    test('a refused alias claims the device it comes from', () => {
      const join = alias('join', 2, 'old', 'new', { anonymousId: 'laptop' });
      const result = folded(login('i1', 0, 'old'), page('p1', 24 * 60, { anonymousId: 'laptop' }), join);
      expect(people(result)).toEqual({ i1: 'u:old', join: 'u:new', p1: 'u:new' });
    });

    test('user→user from the server merges', () => {
      const join = alias('join', 2, 'old', 'new', { isServer: true, trust: 2 });
      const result = folded(login('i1', 0, 'old'), login('i2', 1, 'new', { anonymousId: 'laptop' }), join);
      expect(people(result)).toEqual({ i1: 'u:new', i2: 'u:new', join: 'u:new' });
      expect(result.identities.filter((row) => row.kind === 'user')).toMatchObject([
        { identifier: 'new', rule: 'user', message_id: 'i2' },
        { identifier: 'old', rule: 'alias', message_id: 'join' },
      ]);
    });

    test("an id which names a device and a user is a user's", () => {
      const both = [page('p1', 0, { anonymousId: 'x' }), backend('s1', 1, { userId: 'x' })];
      const refused = folded(...both, alias('join', 2, 'x', 'ada'));
      expect(people(refused)).toEqual({ p1: 'a:x', s1: 'u:x', join: 'u:ada' });
      const merged = folded(...both, alias('join', 2, 'x', 'ada', { isServer: true, trust: 2 }));
      expect(people(merged)).toEqual({ p1: 'a:x', s1: 'u:ada', join: 'u:ada' });
    });

    test('previousId = userId is a no-op', () => {
      const result = folded(login('in', 0, 'ada'), alias('join', 1, 'ada', 'ada', { isServer: true, trust: 2 }));
      expect(people(result)).toEqual({ in: 'u:ada', join: 'u:ada' });
      expect(result.identities.filter((row) => row.rule === 'alias')).toEqual([]);
    });

    test('previousId means nothing on other messages, nor on an alias without userId', () => {
      const elsewhere = backend('s1', 1, { type: 'identify', userId: 'new', previousId: 'old' });
      const nobody = alias('join', 2, 'old', 'new', { userId: null, anonymousId: 'laptop' });
      const result = folded(login('i1', 0, 'old'), elsewhere, nobody);
      expect(people(result)).toEqual({ i1: 'u:old', s1: 'u:new', join: 'a:laptop' });
    });

    test('chains and all their orders give one name', () => {
      const server = { isServer: true, trust: 2 } as const;
      const chain = [
        alias('ab', 0, 'a', 'b', server),
        alias('bc', 1, 'b', 'c', server),
        alias('cd', 2, 'c', 'd', server),
      ];
      expect(profileIds(folded(...chain, login('in', 5, 'a')))).toEqual(['u:d']);
      const backwards = [
        alias('cd', 0, 'c', 'd', server),
        alias('bc', 1, 'b', 'c', server),
        alias('ab', 2, 'a', 'b', server),
      ];
      expect(profileIds(folded(...backwards))).toEqual(['u:d']);
    });

    test("on a cycle the name is the latest edge's target", () => {
      const server = { isServer: true, trust: 2 } as const;
      const result = folded(alias('ab', 0, 'a', 'b', server), alias('ba', 1, 'b', 'a', server));
      expect(profileIds(result)).toEqual(['u:a']);
    });

    test('an id that turns out to be a device leaves a cycle, and its name, to the users', () => {
      const server = { isServer: true, trust: 2 } as const;
      const cycle = [alias('ba', 0, 'b', 'a', server), alias('ab', 1, 'a', 'b', server)];
      const claim = alias('pa', 2, 'p', 'a', server);
      expect(profileIds(folded(...cycle, claim))).toEqual(['u:a']);
      expect(people(folded(...cycle, claim, page('p1', 3, { anonymousId: 'p' })))).toEqual({
        ...{ ba: 'u:b', ab: 'u:b', pa: 'u:b', p1: 'u:b' },
      });
    });

    test("it makes a shared device one person's, and the device's history joins", () => {
      const shared = [login('i1', 0, 'old'), login('i2', 24 * 60, 'new'), page('p1', 48 * 60)];
      expect(people(folded(...shared)).p1).toBe('a:phone');
      const result = folded(...shared, alias('join', 50 * 60, 'old', 'new', { isServer: true, trust: 2 }));
      expect(people(result)).toEqual({ i1: 'u:new', i2: 'u:new', p1: 'u:new', join: 'u:new' });
      expect(profileIds(result)).toEqual(['u:new']);
    });
  });

  describe('sessions', () => {
    test('30:00.000 stays, 30:00.001 splits', () => {
      const stays = folded(page('p1', 0), page('p2', 0, { t: BASE_MS + SESSION_GAP_MS }));
      expect(stays.sessions).toMatchObject([
        { session_id: 'a:phone/p1', duration_ms: SESSION_GAP_MS, message_count: 2 },
      ]);
      const splits = folded(page('p1', 0), page('p2', 0, { t: BASE_MS + SESSION_GAP_MS + 1 }));
      expect(splits.sessions).toMatchObject([
        { session_id: 'a:phone/p1', duration_ms: 0 },
        { session_id: 'a:phone/p2', duration_ms: 0 },
      ]);
    });

    test('neither midnight nor a new campaign nor four hours cut a session', () => {
      const visits = Array.from({ length: 11 }, (_, index) =>
        page(`p${index}`, index * 25, { campaign: { ...NO_CAMPAIGN, campaign_source: `ad ${index}` } }),
      );
      const result = folded(...visits);
      expect(result.sessions).toMatchObject([
        {
          session_id: 'a:phone/p0',
          started_at: '2026-03-01T22:30:00.000Z',
          ended_at: '2026-03-02T02:40:00.000Z',
          duration_ms: 250 * MINUTE_MS,
          page_count: 11,
          campaign_source: 'ad 0',
        },
      ]);
    });

    test('a late event bridges two sessions, and the earlier id survives', () => {
      const apart = [page('p1', 0), page('p2', 40)];
      expect(sessionIds(folded(...apart))).toEqual(['a:phone/p1', 'a:phone/p2']);
      const result = folded(...apart, page('late', 20, { receivedAt: at(3 * 24 * 60) }));
      expect(result.sessions).toMatchObject([
        { session_id: 'a:phone/p1', duration_ms: 40 * MINUTE_MS, message_count: 3 },
      ]);
    });

    test('a late event starts a session earlier, and gives it its id', () => {
      expect(sessionIds(folded(page('p1', 10), page('late', 0)))).toEqual(['a:phone/late']);
    });

    test('two tabs are one session, two devices are two', () => {
      const tabs = folded(page('p1', 0), page('p2', 0, { t: BASE_MS }), page('p3', 1));
      expect(tabs.sessions).toMatchObject([{ session_id: 'a:phone/p1', page_count: 3 }]);
      const devices = folded(login('i1', 0, 'ada'), login('i2', 0, 'ada', { anonymousId: 'laptop' }));
      expect(sessionIds(devices)).toEqual(['a:laptop/i2', 'a:phone/i1']);
    });

    test('client messages without a device are sessions of the user', () => {
      const result = folded(
        event({ messageId: 'm1', userId: 'ada' }),
        event({ messageId: 'm2', userId: 'ada', t: at(20) }),
      );
      expect(result.sessions).toMatchObject([
        {
          session_id: 'u:ada/m1',
          profile_id: 'u:ada',
          anonymous_id: null,
          duration_ms: 20 * MINUTE_MS,
          event_count: 2,
        },
      ]);
    });

    test('backend events never open, stretch or bridge a session', () => {
      const ada = { userId: 'ada' };
      const withDevice = { anonymousId: 'phone', userId: 'ada' };
      const result = folded(
        login('i1', 0, 'ada'),
        backend('s1', 20, ada),
        backend('s2', 20, withDevice),
        backend('s3', 29, { anonymousId: 'phone' }),
        login('i2', 40, 'ada'),
        backend('s4', 60, withDevice),
        backend('s5', 600, { anonymousId: 'phone' }),
      );
      expect(result.sessions).toMatchObject([
        { session_id: 'a:phone/i1', duration_ms: 0, message_count: 1, event_count: 0 },
        { session_id: 'a:phone/i2', duration_ms: 0, message_count: 1, event_count: 0 },
      ]);
      expect(profileIds(result)).toEqual(['u:ada']);
      expect(sessions(result)).toEqual({
        i1: 'a:phone/i1',
        i2: 'a:phone/i2',
        s1: null,
        s2: null,
        s3: null,
        s4: null,
        s5: null,
      });
    });

    test('backend events with only the device follow the session around them', () => {
      const shared = [login('ada in', 0, 'ada'), login('bob in', 24 * 60, 'bob')];
      const device = { anonymousId: 'phone' };
      const result = folded(
        ...shared,
        backend('with ada', 30, device),
        backend('after ada', 30, { ...device, t: at(30) + 1 }),
        backend('with bob', 24 * 60 + 30, device),
      );
      expect(people(result)).toMatchObject({ 'with ada': 'u:ada', 'after ada': 'a:phone', 'with bob': 'u:bob' });
    });

    test('inactive messages are in the session around them, but do not stretch or open one', () => {
      const idle = { isActive: false, type: 'track', name: 'Web Vital' } as const;
      const result = folded(page('p1', 0), page('v1', 30, idle), page('v2', 31, idle), page('v3', -1, idle));
      expect(sessions(result)).toEqual({ p1: 'a:phone/p1', v1: 'a:phone/p1', v2: null, v3: null });
      expect(result.sessions).toMatchObject([{ duration_ms: 0, event_count: 1, page_count: 1, message_count: 2 }]);
    });

    test('an inactive message of one person is not in the session part of another', () => {
      const idle = { isActive: false, userId: 'ada' };
      const result = folded(
        login('ada in', 0, 'ada'),
        login('bob in', 5, 'bob'),
        page('v1', 3, idle),
        page('v2', 6, idle),
      );
      expect(sessions(result)).toMatchObject({ v1: 'a:phone/ada in', v2: null });
      expect(people(result)).toMatchObject({ v1: 'u:ada', v2: 'u:ada' });
    });

    test('counts of a session', () => {
      const named = (messageId: string, minutes: number, name: string): Event =>
        event({ messageId, anonymousId: 'phone', name, t: at(minutes) });
      const result = folded(
        page('p1', 0, { url: 'https://example.org/in' }),
        named('t1', 1, 'Rage Click'),
        named('t2', 2, 'Dead Click'),
        named('t3', 3, 'Error Click'),
        named('t4', 4, 'Clicked'),
        page('p2', 5, { type: 'screen', url: 'https://example.org/out', replayUrl: 'https://replay.example.org/1' }),
        page('p3', 6),
      );
      expect(result.sessions).toMatchObject([
        {
          anonymous_id: 'phone',
          event_count: 4,
          page_count: 3,
          message_count: 7,
          entry_url: 'https://example.org/in',
          exit_url: 'https://example.org/out',
          rage_click_count: 1,
          dead_click_count: 1,
          error_click_count: 1,
          replay_url: 'https://replay.example.org/1',
        },
      ]);
      expect(result.event_counts).toContainEqual({
        profile_id: 'a:phone',
        name: 'Clicked',
        day: '2026-03-01',
        count: 1,
      });
    });

    test('the gap is a rule: 5:00.000 stays, 5:00.001 splits, and so it is for what is no activity', () => {
      const five = { sessionGapMs: 5 * MINUTE_MS };
      const idle = { isActive: false };
      const events = [page('p1', 0), page('p2', 5), page('p3', 0, { t: at(10) + 1 })];
      const stays = page('v1', 0, { ...idle, t: at(15) + 1 });
      const misses = page('v2', 0, { ...idle, t: at(15) + 2 });
      expect(sessions(foldedBy(five, ...events, stays, misses))).toEqual({
        p1: 'a:phone/p1',
        p2: 'a:phone/p1',
        p3: 'a:phone/p3',
        v1: 'a:phone/p3',
        v2: null,
      });
      const hour = foldedBy(
        { sessionGapMs: HOUR_MS },
        page('p1', 0),
        page('p2', 60),
        page('p3', 0, { t: at(120) + 1 }),
      );
      expect(sessionIds(hour)).toEqual(['a:phone/p1', 'a:phone/p3']);
    });

    test('a backend-only person has no first_seen', () => {
      const result = folded(backend('s1', 0, { userId: 'ada', name: 'Charged' }));
      expect(profile(result, 'u:ada')).toMatchObject({
        type: 'customer',
        created_at: '2026-03-01T22:30:00.000Z',
        first_seen_at: null,
        last_seen_at: null,
        session_count: 0,
        is_bot: 0,
      });
    });
  });

  describe('time and duplicates', () => {
    test('an event sent a day late keeps its time', () => {
      const late = page('late', 0, { sentAt: BASE_MS + DAY_MS, receivedAt: BASE_MS + DAY_MS });
      const result = folded(page('p1', 25 * 60), late);
      expect(profile(result, 'a:phone')).toMatchObject({
        first_seen_at: '2026-03-01T22:30:00.000Z',
        last_seen_at: '2026-03-02T23:30:00.000Z',
      });
    });

    test('one id twice counts once, even with another sentAt', () => {
      const result = folded(page('p1', 0), page('p1', 0, { sentAt: at(3), receivedAt: at(3) }));
      expect(profile(result, 'a:phone')).toMatchObject({ message_count: 1, page_count: 1 });
    });

    test('one id on two devices is two messages', () => {
      const result = folded(page('p1', 0), page('p1', 0, { anonymousId: 'laptop' }));
      expect(result.events).toHaveLength(2);
    });

    test('of copies the smallest sentAt is the message', () => {
      const first = login('in', 0, 'ada', { traits: { plan: 'first' }, sentAt: at(1) });
      const resent = login('in', 0, 'ada', { traits: { plan: 'resent' }, sentAt: at(2) });
      expect(profile(folded(first, resent), 'u:ada').traits).toBe('{"plan":"first"}');
    });

    test('of copies the more trusted is the message, whenever it was sent', () => {
      const plain = login('in', 0, 'ada', { traits: { plan: 'plain' } });
      const verified = login('in', 0, 'ada', { traits: { plan: 'verified' }, trust: 1, sentAt: null });
      expect(profile(folded(plain, verified), 'u:ada').traits).toBe('{"plan":"verified"}');
    });
  });

  describe('traits', () => {
    const says = (
      messageId: string,
      minutes: number,
      traits: EventParts['traits'],
      parts: Partial<Event> = {},
    ): Event => login(messageId, minutes, 'ada', { ...(traits && { traits }), ...parts });

    test('the newer trait wins although it came first', () => {
      const result = folded(says('new', 5, { email: 'new@example.org' }), says('old', 0, { email: 'old@example.org' }));
      expect(profile(result, 'u:ada').email).toBe('new@example.org');
      expect(result.traits).toEqual([
        {
          profile_id: 'u:ada',
          key: 'email',
          trait_group: 'contact',
          value: '"new@example.org"',
          first_at: '2026-03-01T22:30:00.000Z',
          updated_at: '2026-03-01T22:35:00.000Z',
          message_id: 'new',
          trust: 'unverified',
        },
      ]);
      expect(result.identities).toContainEqual({
        kind: 'email',
        identifier: 'new@example.org',
        profile_id: 'u:ada',
        linked_at: '2026-03-01T22:35:00.000Z',
        rule: 'trait',
        message_id: 'new',
      });
    });

    test('null removes, and an older late value does not bring it back', () => {
      const result = folded(says('gone', 5, { email: null, plan: null }), says('old', 0, { email: 'old@example.org' }));
      expect(result.traits).toEqual([]);
      expect(profile(result, 'u:ada')).toMatchObject({ email: null, traits: '{}' });
    });

    test('an empty text is a value, but no identity', () => {
      const result = folded(says('m1', 0, { email: '' }));
      expect(profile(result, 'u:ada').email).toBe('');
      expect(result.identities.filter((row) => row.kind === 'email')).toEqual([]);
    });

    test('trust goes before time', () => {
      const server = backend('s1', 0, { type: 'identify', userId: 'ada', traits: { plan: 'server' } });
      const result = folded(
        server,
        says('v1', 5, { plan: 'verified' }, { trust: 1 }),
        says('m1', 9, { plan: 'browser' }),
      );
      expect(result.traits).toMatchObject([{ value: '"server"', trust: 'server', message_id: 's1' }]);
      const removed = backend('s2', 1, { type: 'identify', userId: 'ada', traits: { plan: null } });
      expect(folded(server, removed, says('m1', 9, { plan: 'browser' })).traits).toEqual([]);
    });

    test('within one millisecond the fraction decides, then the sequence, then the message id', () => {
      const fraction = folded(
        says('b', 0, { plan: 1 }, { fraction: '0048' }),
        says('a', 0, { plan: 2 }, { fraction: '01' }),
      );
      expect(fraction.traits).toMatchObject([{ value: '2' }]);
      const sequence = folded(says('b', 0, { plan: 1 }, { sequence: 9 }), says('a', 0, { plan: 2 }, { sequence: 10 }));
      expect(sequence.traits).toMatchObject([{ value: '2' }]);
      const bytes = folded(says('😀', 0, { plan: 1 }), says('ﬁ', 0, { plan: 2 }));
      expect(bytes.traits).toMatchObject([{ value: '1' }]);
    });

    test('only identify describes the person: stale traits on other calls do not overwrite', () => {
      const result = folded(says('new', 0, { plan: 'new' }), page('p1', 5, { traits: { plan: 'stale' } }));
      expect(result.traits).toMatchObject([{ value: '"new"', message_id: 'new' }]);
    });

    test('reserved names have one spelling', () => {
      const result = folded(
        says('m1', 0, {
          first_name: 'Ada',
          last_name: 'Lovelace',
          dob: '1815-12-10',
          msgEmail: 'Yes',
          created_at: 1_700_000_000,
        }),
      );
      expect(result.traits.map((row) => row.key)).toEqual([
        'birthday',
        'createdAt',
        'firstName',
        'lastName',
        'msg_email',
      ]);
      expect(profile(result, 'u:ada')).toMatchObject({
        name: 'Ada Lovelace',
        birthday: '1815-12-10',
        msg_email: 1,
        msg_push: null,
        signed_up_at: '2023-11-14T22:13:20.000Z',
      });
    });

    test('of two spellings in one message the reserved one wins, else the smaller', () => {
      const result = folded(says('m1', 0, { first_name: 'snake', firstName: 'camel', dob: 'small', DOB: 'capital' }));
      expect(result.traits).toMatchObject([
        { key: 'birthday', value: '"capital"' },
        { key: 'firstName', value: '"camel"' },
      ]);
    });

    test('traits of an anonymous visitor move with the device', () => {
      const visitor = event({
        messageId: 'm1',
        type: 'identify',
        anonymousId: 'phone',
        traits: { email: 'ada@example.org' },
      });
      expect(profile(folded(visitor), 'a:phone')).toMatchObject({ type: 'identified', email: 'ada@example.org' });
      const result = folded(visitor, login('in', 60 * 24, 'ada'));
      expect(profile(result, 'u:ada').email).toBe('ada@example.org');
    });

    test('group calls describe the account and make the person a member', () => {
      const group = { type: 'group', userId: 'ada', groupId: 'acme' } as const;
      const result = folded(
        event({ messageId: 'g1', ...group, traits: { name: 'Old', created_at: '2020-01-01' } }),
        backend('g2', 5, { ...group, traits: { name: 'Acme', seats: 5 } }),
        event({ messageId: 'g3', ...group, t: at(9), traits: { name: 'Browser' } }),
      );
      expect(result.accounts).toEqual([
        {
          account_id: 'acme',
          name: 'Acme',
          traits: '{"createdAt":"2020-01-01","name":"Acme","seats":5}',
          created_at: '2026-03-01T22:30:00.000Z',
          signed_up_at: '2020-01-01T00:00:00.000Z',
        },
      ]);
      expect(result.memberships).toEqual([
        {
          profile_id: 'u:ada',
          account_id: 'acme',
          first_at: '2026-03-01T22:30:00.000Z',
          last_at: '2026-03-01T22:39:00.000Z',
          trust: 'server',
        },
      ]);
      expect(profile(result, 'u:ada').account_id).toBe('acme');
      expect(result.traits).toEqual([]);
    });

    test('a membership is as trusted as what is left of it', () => {
      const group = (messageId: string, minutes: number, parts: Partial<Event>): Event =>
        event({ messageId, type: 'group', groupId: 'acme', t: at(minutes), ...parts });
      const calls = [
        group('g1', 0, { anonymousId: 'laptop', userId: 'ada' }),
        group('g2', 100, { anonymousId: 'phone', trust: 1 }),
        group('g3', 200, { anonymousId: 'laptop', userId: 'ada' }),
      ];
      const hers = folded(...calls, login('in', 300, 'ada'));
      expect(hers.memberships).toMatchObject([{ profile_id: 'u:ada', trust: 'verified' }]);
      const shared = folded(...calls, login('in', 300, 'ada'), login('other', 500, 'bob'));
      expect(shared.memberships).toMatchObject([
        { profile_id: 'a:phone', trust: 'verified' },
        { profile_id: 'u:ada', trust: 'unverified' },
      ]);
    });

    test('only group calls make members: context.groupId says where an event belongs', () => {
      const result = folded(login('in', 0, 'ada', { groupId: 'acme', traits: { name: 'Ada' } }));
      expect(result.memberships).toEqual([]);
      expect(result.accounts).toEqual([]);
      expect(profile(result, 'u:ada').account_id).toBeNull();
    });

    test('custom ids and push tokens are identities', () => {
      const named = (messageId: string, minutes: number): Event =>
        page(messageId, minutes, { identifiers: [{ kind: 'external', identifier: 'crm:1' }] });
      expect(folded(named('p2', 1), named('p1', 0)).identities).toContainEqual({
        kind: 'external',
        identifier: 'crm:1',
        profile_id: 'a:phone',
        linked_at: '2026-03-01T22:30:00.000Z',
        rule: 'named',
        message_id: 'p1',
      });
    });
  });

  describe('trait operations', () => {
    const says = (messageId: string, minutes: number, plan: JsonValue, parts: Partial<Event> = {}): Event =>
      login(messageId, minutes, 'ada', { traits: { plan }, ...parts });
    const server = { isServer: true, trust: 2 } as const;
    /** The trait's value, and the message and trust that it has. */
    const planOf = (...events: Event[]): unknown => {
      const [row] = folded(...events).traits;
      return row === undefined ? null : [row.value, row.message_id, row.trust];
    };

    test('$add is exact, whatever the order', () => {
      expect(planOf(says('m1', 0, { $add: 0.1 }), says('m2', 1, { $add: 0.2 }))).toEqual(['0.3', 'm2', 'unverified']);
      expect(
        planOf(says('m1', 0, { $add: 1e21 }), says('m2', 1, { $add: 0.5 }), says('m3', 2, { $add: -1e21 })),
      ).toEqual(['0.5', 'm3', 'unverified']);
      expect(planOf(says('m1', 0, { $add: 1e-7 }), says('m2', 1, { $add: -1e-7 }))).toEqual(['0', 'm2', 'unverified']);
    });

    test('$add counts from the latest value on', () => {
      const events = [
        says('m1', 0, { $add: 100 }),
        says('m2', 1, 10),
        says('m3', 2, { $add: 5 }),
        says('m4', 3, { $add: -1 }),
      ];
      expect(planOf(...events)).toEqual(['14', 'm4', 'unverified']);
      expect(planOf(...events, says('m5', 4, 1))).toEqual(['1', 'm5', 'unverified']);
    });

    test('null, then $add: counts from nothing', () => {
      expect(planOf(says('m1', 0, 7), says('m2', 1, null), says('m3', 2, { $add: 2 }))).toEqual([
        '2',
        'm3',
        'unverified',
      ]);
      expect(planOf(says('m1', 0, { $add: 2 }), says('m2', 1, null))).toBeNull();
    });

    test('$add to what is no number does nothing', () => {
      expect(planOf(says('m1', 0, 'pro'), says('m2', 1, { $add: 2 }))).toEqual(['"pro"', 'm1', 'unverified']);
      expect(planOf(says('m1', 0, ['a']), says('m2', 1, { $add: 2 }))).toEqual(['["a"]', 'm1', 'unverified']);
    });

    test('$union and $remove: the latest about each element counts', () => {
      const events = [
        says('m1', 0, { $union: ['a', 'b'] }),
        says('m2', 1, { $remove: ['b', 'c'] }),
        says('m3', 2, { $union: 'c' }),
      ];
      expect(planOf(...events)).toEqual(['["a","c"]', 'm3', 'unverified']);
      expect(planOf(...events, says('m4', 3, { $remove: ['a', 'c'] }))).toEqual(['[]', 'm4', 'unverified']);
    });

    test('$union and $remove change the latest list, and leave its elements sorted and once each', () => {
      const list = says('m1', 1, ['ﬁ', '😀', 'b', 'b', { y: 1, x: 2 }]);
      expect(planOf(says('m0', 0, { $union: ['before'] }), list)).toEqual([
        '["ﬁ","😀","b","b",{"x":2,"y":1}]',
        'm1',
        'unverified',
      ]);
      expect(planOf(list, says('m2', 2, { $remove: [{ x: 2, y: 1 }] }))).toEqual([
        '["b","ﬁ","😀"]',
        'm2',
        'unverified',
      ]);
    });

    test('$union on a value which is no list, and $union of nothing, do nothing', () => {
      expect(planOf(says('m1', 0, 'pro'), says('m2', 1, { $union: ['a'] }))).toEqual(['"pro"', 'm1', 'unverified']);
      expect(planOf(says('m1', 0, ['b', 'a']), says('m2', 1, { $union: [] }))).toEqual([
        '["b","a"]',
        'm1',
        'unverified',
      ]);
      expect(planOf(says('m1', 0, { $union: [] }))).toBeNull();
    });

    test('$setOnce: the oldest wins, any plain value wins over it', () => {
      const once = [says('m2', 2, { $setOnce: 'late' }), says('m1', 1, { $setOnce: 'early' })];
      expect(planOf(...once)).toEqual(['"early"', 'm1', 'unverified']);
      expect(planOf(...once, says('m0', 0, 'plain'))).toEqual(['"plain"', 'm0', 'unverified']);
      expect(planOf(...once, says('m0', 0, null))).toBeNull();
      expect(planOf(says('m1', 1, { $setOnce: 10 }), says('m0', 0, { $add: 1 }), says('m2', 2, { $add: 2 }))).toEqual([
        '12',
        'm2',
        'unverified',
      ]);
    });

    test('only what has the highest trust counts', () => {
      expect(planOf(says('m1', 0, 10, server), says('m2', 1, { $add: 5 }))).toEqual(['10', 'm1', 'server']);
      expect(planOf(says('m1', 0, 10), says('m2', 1, { $add: 5 }, server))).toEqual(['5', 'm2', 'server']);
      expect(planOf(says('m1', 0, { $setOnce: 'browser' }), says('m2', 1, { $setOnce: 'server' }, server))).toEqual([
        '"server"',
        'm2',
        'server',
      ]);
    });

    test('an operator with a wrong argument is as if it were not there', () => {
      expect(planOf(says('m1', 0, 10), says('m2', 1, { $add: '5' }, server))).toEqual(['10', 'm1', 'unverified']);
    });

    test('an object which is not exactly one operator is a value', () => {
      expect(planOf(says('m1', 0, { $add: 1, $union: ['a'] }))).toEqual([
        '{"$add":1,"$union":["a"]}',
        'm1',
        'unverified',
      ]);
      expect(planOf(says('m1', 0, { $unset: true }))).toEqual(['{"$unset":true}', 'm1', 'unverified']);
    });

    test('a resent $add counts once, and amounts of all devices count', () => {
      const laptop = { anonymousId: 'laptop' };
      const resent = says('m1', 0, { $add: 1 }, { sentAt: at(9), receivedAt: at(9) });
      expect(planOf(says('m1', 0, { $add: 1 }), resent, says('m1', 0, { $add: 1 }, laptop))).toEqual([
        '2',
        'm1',
        'unverified',
      ]);
    });

    test('group calls have no operators', () => {
      const group = event({
        messageId: 'g1',
        type: 'group',
        userId: 'ada',
        groupId: 'acme',
        traits: { seats: { $add: 1 } },
      });
      expect(folded(group).accounts).toMatchObject([{ traits: '{"seats":{"$add":1}}' }]);
    });
  });

  describe('mappings', () => {
    const upgraded = (messageId: string, minutes: number, properties: JsonObject, parts: Partial<Event> = {}): Event =>
      event({ messageId, name: 'Upgraded', userId: 'ada', t: at(minutes), properties, ...parts });

    test('a mapped property folds as a trait, with the time and trust of its message', () => {
      const mappings = [['Upgraded', 'to', 'plan']] as const;
      const identify = login('m2', 2, 'ada', { traits: { plan: 'identified' } });
      const events = [upgraded('m1', 1, { to: 'pro', other: 1 }), upgraded('m3', 3, { from: 'pro' })];
      expect(folded(...events).traits).toEqual([]);
      expect(foldedBy({ mappings }, ...events).traits).toEqual([
        {
          profile_id: 'u:ada',
          key: 'plan',
          trait_group: 'contact',
          value: '"pro"',
          first_at: '2026-03-01T22:31:00.000Z',
          updated_at: '2026-03-01T22:31:00.000Z',
          message_id: 'm1',
          trust: 'unverified',
        },
      ]);
      expect(foldedBy({ mappings }, ...events, identify).traits).toMatchObject([{ value: '"identified"' }]);
      const byServer = upgraded('s1', 0, { to: 'server' }, { isServer: true, trust: 2 });
      expect(foldedBy({ mappings }, ...events, identify, byServer).traits).toMatchObject([
        { value: '"server"', trust: 'server' },
      ]);
    });

    test('a mapping that changes its trait, or its property, is followed by what it mapped', () => {
      const event = upgraded('m1', 0, { to: 'pro', from: 'free' });
      const phase = (property: string, trait: string): Phase => ({
        rules: rules({ mappings: [['Upgraded', property, trait]] }),
        batches: [],
      });
      const traitsAfter = (...phases: Phase[]): string => {
        const [first, ...others] = phases;
        return profile(fold([{ ...first!, batches: [[event]] }, ...others]), 'u:ada').traits;
      };
      expect(traitsAfter(phase('to', 'plan'), phase('to', 'level'))).toBe('{"level":"pro"}');
      expect(traitsAfter(phase('to', 'plan'), phase('from', 'plan'))).toBe('{"plan":"free"}');
    });

    test('null removes', () => {
      const mappings = [['Upgraded', 'to', 'plan']] as const;
      const result = foldedBy({ mappings }, upgraded('m1', 0, { to: 'pro' }), upgraded('m2', 1, { to: null }));
      expect(result.traits).toEqual([]);
    });

    test('a mapped email makes a person known', () => {
      const order = event({
        messageId: 'm1',
        name: 'Ordered',
        anonymousId: 'phone',
        properties: { mail: 'ada@example.org' },
      });
      const result = foldedBy({ mappings: [['Ordered', 'mail', 'email']] }, order);
      expect(profile(result, 'a:phone')).toMatchObject({ type: 'identified', email: 'ada@example.org' });
      expect(result.identities).toMatchObject([
        { kind: 'anonymous' },
        { kind: 'email', identifier: 'ada@example.org', rule: 'trait', message_id: 'm1' },
      ]);
    });

    test('reserved names have one spelling, and of two properties for one trait the smaller name wins', () => {
      const mappings = [
        ['Upgraded', 'ﬁ', 'firstName'],
        ['Upgraded', '😀', 'first_name'],
        ['Upgraded', 'b', 'plan'],
        ['Upgraded', 'a', 'plan'],
      ] as const;
      const result = foldedBy({ mappings }, upgraded('m1', 0, { '😀': 'second', ﬁ: 'first', a: 1, b: 2 }));
      expect(profile(result, 'u:ada').traits).toBe('{"firstName":"first","plan":1}');
      expect(profile(foldedBy({ mappings }, upgraded('m1', 0, { b: 2 })), 'u:ada').traits).toBe('{"plan":2}');
    });

    test('only track messages are mapped, and what looks like an operator is a value', () => {
      const mappings = [['Upgraded', 'to', 'plan']] as const;
      const viewed = page('p1', 0, { name: 'Upgraded', properties: { to: 'page' } });
      const result = foldedBy({ mappings }, viewed, upgraded('m1', 1, { to: { $add: 1 } }));
      expect(result.traits).toMatchObject([{ profile_id: 'u:ada', value: '{"$add":1}' }]);
    });

    test('a property is one that the message has, not one which every object has', () => {
      const mappings = [
        ['Upgraded', 'constructor', 'plan'],
        ['Upgraded', '__proto__', 'seats'],
      ] as const;
      expect(foldedBy({ mappings }, upgraded('m1', 0, { to: 'pro' })).traits).toEqual([]);
      const named = JSON.parse('{ "constructor": "C", "__proto__": "P" }');
      expect(profile(foldedBy({ mappings }, upgraded('m1', 0, named)), 'u:ada').traits).toBe(
        '{"plan":"C","seats":"P"}',
      );
    });
  });

  describe('first and last attributes', () => {
    const ad = { ...NO_CAMPAIGN, campaign_source: 'ad' };
    const berlin = { geo: { country: 'DE', region: 'DE-BE', city: 'Berlin' } };
    const france = { geo: { country: 'FR', region: null, city: null } };

    test('an organic first visit keeps campaign NULL', () => {
      const result = folded(page('p1', 0), page('p2', 1, { campaign: ad }), page('p3', 24 * 60, { campaign: ad }));
      expect(profile(result, 'a:phone')).toMatchObject({ first_campaign_source: null, last_campaign_source: 'ad' });
      expect(result.sessions).toMatchObject([{ campaign_source: null }, { campaign_source: 'ad' }]);
    });

    test('a group is taken whole: first from the earliest event with it, last from the latest', () => {
      const result = folded(
        page('p1', 0),
        page('p2', 1, { attributes: france }),
        page('p3', 2, { attributes: berlin }),
        page('p4', 3, { attributes: { host: { host: 'example.org' } } }),
      );
      expect(profile(result, 'a:phone')).toMatchObject({
        first_country: 'FR',
        first_region: null,
        first_city: null,
        last_country: 'DE',
        last_region: 'DE-BE',
        last_city: 'Berlin',
        first_host: 'example.org',
      });
      expect(result.sessions).toMatchObject([{ country: 'FR', city: null, host: 'example.org' }]);
    });

    test('the first session alone gives first_*', () => {
      const result = folded(page('p1', 0), page('p2', 24 * 60, { attributes: berlin }));
      expect(profile(result, 'a:phone')).toMatchObject({ first_country: null, last_country: 'DE' });
    });

    test('first_* moves back when an older device joins', () => {
      const laptop = { anonymousId: 'laptop' };
      const events = [
        page('p0', -24 * 60, { ...laptop, attributes: france, campaign: ad }),
        login('i1', 0, 'ada', { attributes: berlin }),
      ];
      expect(profile(folded(...events), 'u:ada')).toMatchObject({
        first_country: 'DE',
        first_seen_at: '2026-03-01T22:30:00.000Z',
      });
      expect(profile(folded(...events, login('i2', 24 * 60, 'ada', laptop)), 'u:ada')).toMatchObject({
        first_country: 'FR',
        first_campaign_source: 'ad',
        first_seen_at: '2026-02-28T22:30:00.000Z',
        last_country: null,
      });
    });

    test('backend events never set device or geo', () => {
      const attributes = { ...berlin, device: { device_type: 'desktop' } };
      const result = folded(
        login('in', 0, 'ada'),
        backend('s1', 1, { anonymousId: 'phone', userId: 'ada', attributes }),
      );
      expect(profile(result, 'u:ada')).toMatchObject({ first_country: null, last_device_type: null });
    });

    test('a person is a bot when all client messages are', () => {
      const bot = { isBot: true };
      const server = backend('s1', 1, { anonymousId: 'phone' });
      expect(profile(folded(page('p1', 0, bot), server), 'a:phone').is_bot).toBe(1);
      expect(profile(folded(page('p1', 0, bot), page('p2', 1)), 'a:phone').is_bot).toBe(0);
    });
  });

  describe('surveys', () => {
    test('only track messages with a reserved name and a survey_id are steps', () => {
      const result = folded(
        survey('s1', 0, 'Answered', { survey_id: undefined, answers: { q1: 1 } }),
        event({ ...survey('s2', 1, 'Answered', { answers: { q1: 1 } }), name: 'Clicked' }),
        event({ ...survey('s3', 2, 'Answered', { answers: { q1: 1 } }), type: 'page' }),
      );
      expect(result.survey_responses).toEqual([]);
      expect(result.traits).toEqual([]);
    });

    test('viewed only', () => {
      const result = folded(survey('v1', 0, 'Viewed'), survey('v2', 3, 'Viewed', { survey_name: 'NPS' }));
      expect(result.survey_responses).toEqual([
        {
          response_id: 'r1',
          survey_id: 'nps',
          survey_name: 'NPS',
          profile_id: 'a:phone',
          session_id: 'a:phone/v1',
          state: 'viewed',
          first_viewed_at: '2026-03-01T22:30:00.000Z',
          last_viewed_at: '2026-03-01T22:33:00.000Z',
          started_at: null,
          last_answered_at: null,
          completed_at: null,
          dismissed_at: null,
          answers: '{}',
          url: null,
          language: null,
          device_type: null,
        },
      ]);
      expect(profile(result, 'a:phone')).toMatchObject({
        survey_view_count: 1,
        survey_response_count: 0,
        event_count: 2,
      });
    });

    test('a lost middle step heals with the next', () => {
      const result = folded(
        survey('v1', 0, 'Viewed'),
        survey('s1', 1, 'Answered', { seq: 1, answers: { q1: 9 } }),
        survey('s3', 3, 'Answered', { seq: 3, answers: { q1: 9, q2: 'a', q3: ['x', 'y'] } }),
      );
      expect(result.survey_responses).toMatchObject([
        {
          state: 'partial',
          started_at: '2026-03-01T22:31:00.000Z',
          last_answered_at: '2026-03-01T22:33:00.000Z',
          answers: '{"q1":9,"q2":"a","q3":["x","y"]}',
        },
      ]);
      expect(result.traits).toMatchObject([
        { trait_group: 'survey', key: 'nps.q1', value: '9', message_id: 's3' },
        { trait_group: 'survey', key: 'nps.q2', value: '"a"' },
        { trait_group: 'survey', key: 'nps.q3', value: '["x","y"]' },
      ]);
    });

    test('completed beats a late partial and a dismissal in any order', () => {
      const result = folded(
        survey('c', 2, 'Completed', { seq: 3, answers: { q1: 9, q2: 8 } }),
        survey('s', 5, 'Answered', { seq: 2, answers: { q1: 9 } }),
        survey('d', 6, 'Dismissed'),
      );
      expect(result.survey_responses).toMatchObject([
        {
          state: 'completed',
          completed_at: '2026-03-01T22:32:00.000Z',
          dismissed_at: '2026-03-01T22:36:00.000Z',
          answers: '{"q1":9,"q2":8}',
        },
      ]);
    });

    test('dismissed before and after an answer', () => {
      expect(folded(survey('d', 0, 'Dismissed')).survey_responses).toMatchObject([{ state: 'dismissed' }]);
      const answered = survey('s', 1, 'Answered', { seq: 1, answers: { q1: 1 } });
      expect(folded(survey('d', 0, 'Dismissed'), answered).survey_responses).toMatchObject([
        { state: 'partial_dismissed' },
      ]);
    });

    test('going back drops the answers of the path not taken', () => {
      const result = folded(
        survey('s1', 0, 'Answered', { seq: 1, answers: { q1: 'no', why: 'price' } }),
        survey('s2', 1, 'Answered', { seq: 2, answers: { q1: 'yes' } }),
      );
      expect(result.survey_responses).toMatchObject([{ answers: '{"q1":"yes"}' }]);
      expect(result.traits.map((row) => row.key)).toEqual(['nps.q1']);
      expect(result.survey_answers).toEqual([
        {
          profile_id: 'a:phone',
          survey_id: 'nps',
          response_id: 'r1',
          question_id: 'q1',
          question: null,
          answer: '"yes"',
          answered_at: '2026-03-01T22:31:00.000Z',
          message_id: 's2',
        },
      ]);
    });

    test('answers keep the text of their question, of the latest message which gives one', () => {
      const result = folded(
        survey('v1', 0, 'Viewed', { questions: { q1: { text: 'Happy?' }, q2: { text: 'Why?' } } }),
        survey('s1', 1, 'Answered', { seq: 1, answers: { q1: 9, q2: null, q3: ['x'] } }),
        survey('d1', 2, 'Dismissed', { questions: { q1: { text: 'How happy?' }, q3: { type: 'choice' } } }),
      );
      expect(result.survey_answers).toMatchObject([
        { question_id: 'q1', question: 'How happy?', answer: '9', message_id: 's1' },
        { question_id: 'q3', question: null, answer: '["x"]', answered_at: '2026-03-01T22:31:00.000Z' },
      ]);
    });

    test('answers before the login follow the person', () => {
      const result = folded(survey('s1', 0, 'Answered', { seq: 1, answers: { q1: 9 } }), login('in', 5, 'ada'));
      expect(result.survey_responses).toMatchObject([{ profile_id: 'u:ada', response_id: 'r1' }]);
      expect(result.traits).toMatchObject([{ profile_id: 'u:ada', key: 'nps.q1' }]);
    });

    test('the latest answer to a question over all responses is the trait', () => {
      const result = folded(
        survey('r1', 0, 'Completed', { answers: { q1: 3, q2: 'x' } }),
        survey('r2', 60, 'Completed', { response_id: 'r2', answers: { q1: 10 } }),
      );
      expect(result.traits).toMatchObject([
        { key: 'nps.q1', value: '10', message_id: 'r2' },
        { key: 'nps.q2', value: '"x"', message_id: 'r1' },
      ]);
    });
  });

  describe('engagement', () => {
    const content = (messageId: string, minutes: number, action: string, parts: Partial<Event> = {}): Event =>
      event({
        messageId,
        anonymousId: 'phone',
        name: `Content ${action}`,
        t: at(minutes),
        properties: { content_id: 'tour' },
        ...parts,
      });

    test('a row for each piece of content, with the latest action', () => {
      const result = folded(
        content('c1', 0, 'Shown', {
          properties: { content_id: 'tour', content_name: 'Tour' },
          url: 'https://example.org/1',
        }),
        content('c2', 5, 'Clicked', { url: 'https://example.org/2' }),
        content('c3', 3, 'Dismissed', { properties: { content_id: 'tour', content_name: '' } }),
        content('c4', 9, 'Completed', { properties: { content_id: 7, content_type: 'banner', content_name: 8 } }),
      );
      expect(result.engagements).toEqual([
        {
          profile_id: 'a:phone',
          content_type: 'banner',
          content_id: '7',
          name: '8',
          first_at: '2026-03-01T22:39:00.000Z',
          last_at: '2026-03-01T22:39:00.000Z',
          last_action: 'completed',
          last_message_id: 'c4',
          url: null,
          count: 1,
        },
        {
          profile_id: 'a:phone',
          content_type: 'content',
          content_id: 'tour',
          name: 'Tour',
          first_at: '2026-03-01T22:30:00.000Z',
          last_at: '2026-03-01T22:35:00.000Z',
          last_action: 'clicked',
          last_message_id: 'c2',
          url: 'https://example.org/2',
          count: 3,
        },
      ]);
    });

    test('only track messages with a reserved name and a content_id count', () => {
      const result = folded(
        content('c1', 0, 'Shown', { properties: { content_type: 'banner' } }),
        content('c2', 1, 'Shown', { type: 'page' }),
        content('c3', 2, 'Hidden'),
        content('c4', 3, 'Shown', { properties: { content_id: '' } }),
      );
      expect(result.engagements).toEqual([]);
    });

    test('what was shown before the login follows the person', () => {
      const result = folded(content('c1', 0, 'Shown'), login('in', 1, 'ada'), content('c2', 2, 'Clicked'));
      expect(result.engagements).toMatchObject([{ profile_id: 'u:ada', last_action: 'clicked', count: 2 }]);
    });
  });
});
