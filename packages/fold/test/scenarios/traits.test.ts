import type { JsonValue } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { type EventParts, event } from '../worlds.ts';
import { at, backend, login, onEachFold, page, profile } from './scenario.ts';

onEachFold(({ folded }) => {
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
});
