import { describe, expect, test } from 'vitest';
import { event } from '../worlds.ts';
import { alias, at, backend, login, onEachFold, page, people, profile, profileIds, sessions } from './scenario.ts';

onEachFold(({ folded, foldedBy }) => {
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
});
