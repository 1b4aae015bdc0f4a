import type { JsonObject } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import type { Phase } from '../fold-under-test.ts';
import { rules } from '../world-rules.ts';
import { event, NO_CAMPAIGN } from '../worlds.ts';
import { at, backend, login, onEachFold, page, profile } from './scenario.ts';

onEachFold(({ fold, folded, foldedBy }) => {
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
});
