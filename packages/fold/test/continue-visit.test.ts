import { SESSION_GAP_MS } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { foldUnderTest } from './fold-under-test.ts';
import { referenceFold } from './reference-fold.ts';
import { type RulesParts, rules as rulesOf } from './world-rules.ts';
import { BASE_MS, event } from './worlds.ts';

const at = (minutes: number) => BASE_MS + minutes * 60_000;
const click = (messageId: string, minutes: number, parts: Partial<Event> = {}) =>
  event({ messageId, anonymousId: 'phone', userId: 'ada', t: at(minutes), ...parts });
const silent = { isActive: false };
const gap = SESSION_GAP_MS / 60_000;
const geo = (city: string) => ({ geo: { country: 'NL', region: null, city } });

/** What arrives batch by batch must be what the reference makes of it. */
function expectSame(batches: readonly (readonly Event[])[], parts: RulesParts = {}): void {
  const rules = rulesOf(parts);
  const expected = referenceFold(batches.flat(), rules);
  expect(foldUnderTest([{ rules, batches }])).toEqual(expected);
}

describe('a visit that goes on counts as if it had been seen at once', () => {
  const begun = [click('1', 0), click('2', 1, { type: 'page', name: 'Shop', url: 'https://shop.test/' })];

  test.each<[what: string, ...then: Event[][]]>([
    ['with clicks and pages', [click('3', 2), click('4', 3, { type: 'page', name: 'Cart' })], [click('5', 4)]],
    ['past midnight', [click('3', 20)], [click('4', 45)], [click('5', 70)], [click('6', 100)], [click('7', 101)]],
    ['with an event that is older than its last one', [click('3', 0.5)]],
    ['with one at the very time of its last one', [click('0', 1)]],
    ['with a pause as long as a session allows', [click('3', 1 + gap)]],
    ['with a pause too long', [click('3', 1 + gap + 0.001)], [click('4', 2 + gap)]],
    ['with another user', [click('3', 2, { userId: 'bob' })], [click('4', 3, { userId: 'bob' })], [click('5', 4)]],
    ['after a logout', [click('3', 2, { userId: null })], [click('4', 3, { userId: null })]],
    ['towards something idle', [click('3', 1 + gap + 5, silent)], [click('4', 10)]],
    ['towards something idle that it does not reach', [click('3', 40 + gap, silent)], [click('4', 10)]],
    [
      'towards what nobody did on a shared device',
      [click('0', -200, { userId: 'bob' }), click('9', 1 + gap + 5, { userId: null })],
      [click('3', 10)],
    ],
    ['with something idle', [click('3', 2, silent)], [click('4', 3)]],
    ['with something idle in one batch', [click('3', 2, silent), click('4', 3), click('5', 4, silent)]],
    ['with a purchase', [click('3', 2, { name: 'Order Completed' })], [click('4', 3)]],
    ['as a robot', [click('3', 2, { isBot: true })], [click('4', 3, { isBot: true })]],
    [
      'with a first place',
      [click('3', 2, { attributes: geo('Delft') })],
      [click('4', 3, { attributes: geo('Delft') })],
    ],
    [
      'at another place',
      [click('3', 2, { attributes: geo('Delft') })],
      [click('4', 3, { attributes: geo('Breda') })],
      [click('5', 4, { attributes: geo('Breda') })],
    ],
    [
      'elsewhere, with something that is said once',
      [click('3', 2, { attributes: { ...geo('Delft'), host: { host: 'shop.test' } } })],
      [click('4', 3, { attributes: geo('Breda') })],
      [click('5', 4, { attributes: geo('Ghent') })],
    ],
    [
      'elsewhere, on a way back to where it was',
      [click('3', 2, { attributes: geo('Delft') }), click('5', 6, { attributes: geo('Ghent') })],
      [click('4', 4, { attributes: geo('Breda') })],
      [click('6', 7, { attributes: geo('Delft') })],
    ],
    ['with a recording', [click('3', 2, { replayUrl: 'https://replay.test/1' })], [click('4', 3)]],
    ['with traits', [click('3', 2, { type: 'identify', traits: { plan: 'pro' } })], [click('4', 3)]],
    ['with an identifier', [click('3', 2, { identifiers: [{ kind: 'token', identifier: 't' }] })]],
    ['before a visit that is known', [click('9', 90)], [click('3', 2)], [click('4', 1.5 + 2 * gap)]],
    ['while a later visit on another device is known', [click('9', 60, { anonymousId: 'tv' })], [click('3', 2)]],
    [
      'while an alias claims its device',
      [click('3', 2), event({ messageId: '9', type: 'alias', previousId: 'phone', userId: 'bob', t: at(3) })],
    ],
    [
      'and is told again by a better copy',
      [click('3', 2, { sentAt: 9 })],
      [click('3', 2.5, { sentAt: 8 }), click('4', 3)],
    ],
  ])('%s', (_, ...then) => expectSame([begun, ...then]));

  test('with what is mapped to a trait', () => {
    const mapped = click('3', 2, { properties: { size: 42 } });
    expectSame([begun, [mapped]], { mappings: [['Clicked', 'size', 'shoe']] });
  });

  test('as a robot from the beginning', () => {
    const robot = (messageId: string, minutes: number) => click(messageId, minutes, { isBot: true });
    expectSame([[robot('1', 0)], [robot('2', 1)], [click('3', 2)], [robot('4', 3)]]);
  });

  test('whose first event has no address', () => {
    expectSame([[click('1', 0)], [click('2', 1, { url: 'https://shop.test/' })], [click('3', 2)]]);
  });
});
