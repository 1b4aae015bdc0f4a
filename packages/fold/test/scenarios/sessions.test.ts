import { SESSION_GAP_MS } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { BASE_MS, event, NO_CAMPAIGN } from '../worlds.ts';
import {
  at,
  backend,
  DAY_MS,
  HOUR_MS,
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
});
