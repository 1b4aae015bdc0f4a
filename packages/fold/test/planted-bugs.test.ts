import { SESSION_GAP_MS } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { comparePositions, type Position, positionOf } from '../src/order.ts';
import { firstDifference } from './difference.ts';
import { referenceFold } from './reference-fold.ts';
import { HABITS, type Habits } from './reference-habits.ts';
import { rulesFor, type World, worlds } from './worlds.ts';

/** The laws are worth what they can notice: each well-known mistake must show within this many worlds (`KITH_COVERAGE=1` prints how many it took). */
const WORLD_COUNT = 2_000;

/** What is wrong, and the rules with the mistake in them; `arrival` is a delivery's place in the order of arrival. */
const BUGS: Record<string, (arrival: (event: Event) => number) => Partial<Habits>> = {
  'the trait which arrives last wins': (arrival) => ({
    believed: (statements) => statements,
    isNewer: (candidate, holder) => arrival(candidate) > arrival(holder),
  }),
  'trust does not count for traits': () => ({ believed: (statements) => statements }),
  'ties are left as they arrive': () => ({
    compare: (a, b) => comparePositions(withoutId(positionOf(a)), withoutId(positionOf(b))),
  }),
  'digits below the millisecond are dropped': () => ({
    compare: (a, b) => comparePositions(positionOf({ ...a, fraction: '' }), positionOf({ ...b, fraction: '' })),
  }),
  'ids are compared as UTF-16': () => ({
    compare: (a, b) => {
      const order = comparePositions(withoutId(positionOf(a)), withoutId(positionOf(b)));
      if (order !== 0 || a.messageId === b.messageId) return order || HABITS.compare(a, b);
      return a.messageId < b.messageId ? -1 : 1;
    },
  }),
  'events are in the order of their receipt': () => ({
    compare: (a, b) => a.receivedAt - b.receivedAt || HABITS.compare(a, b),
  }),
  'a gap of exactly 30 minutes splits': () => ({ continues: (gapMs) => gapMs < SESSION_GAP_MS }),
  'a gap of 30 minutes and a millisecond does not split': () => ({ continues: (gapMs) => gapMs <= SESSION_GAP_MS + 1 }),
  'the first copy to arrive is the message': () => ({ copyWins: () => false }),
  'the last copy to arrive is the message': () => ({ copyWins: () => true }),
  'sessions are made of people instead of devices': () => ({
    sessionStream: (event, stream) => (event.userId === null ? stream : `u:${event.userId}`),
  }),
  'the last claimer to arrive owns the device': (arrival) => ({
    ownerOf: (claims, nameOf) => {
      const last = claims.toSorted((a, b) => arrival(a.event) - arrival(b.event)).at(-1);
      return last === undefined ? null : nameOf(last.user);
    },
  }),
  'the first claimer owns the device': () => ({
    ownerOf: (claims, nameOf) => (claims[0] === undefined ? null : nameOf(claims[0].user)),
  }),
  'claimers are told apart by id instead of person': () => ({
    ownerOf: (claims, nameOf) =>
      new Set(claims.map((claim) => claim.user)).size === 1 ? nameOf(claims[0]!.user) : null,
  }),
  'no claim makes an owner': () => ({ ownerOf: () => null }),
  'all claimers of a device are one person': () => ({
    impliedEdges: (claims) =>
      claims.flatMap((claim, index) => {
        const other = claims.slice(0, index).find(({ device, user }) => device === claim.device && user !== claim.user);
        return other === undefined ? [] : [{ from: other.user, to: claim.user, event: claim.event }];
      }),
  }),
  'an unknown campaign is filled in later': () => ({
    campaignOf: (activity) => activity.find((event) => event.campaign !== null)?.campaign ?? null,
  }),
  'a browser may join two users': () => ({ mayJoin: () => true }),
  'any backend may join two users, even without the secret key': () => ({ mayJoin: (alias) => alias.isServer }),
  'a session is not split where the person changes': () => ({ splits: () => false }),
};

test.each(Object.entries(BUGS))('it shows when %s', (name, plant) => {
  const property = fc.property(worlds(), fc.nat(999_999), (world: World, decisions) => {
    const rules = rulesFor(world, decisions);
    const places = new Map<Event, number>();
    for (const [index, delivery] of world.entries()) places.set(delivery, index);
    const buggy = { ...HABITS, ...plant((event) => places.get(event) ?? -1) };
    return firstDifference(referenceFold(world, rules), referenceFold(world, rules, buggy)) === null;
  });
  const result = fc.check(property, { numRuns: WORLD_COUNT, endOnFailure: true });
  if (process.env.KITH_COVERAGE !== undefined) console.log(`world ${result.numRuns} shows that ${name}`);
  expect(result.failed, 'no world shows it').toBe(true);
});

test('nothing shows without a mistake', () => {
  fc.assert(
    fc.property(worlds(), (world) => firstDifference(referenceFold(world), referenceFold(world)) === null),
    { numRuns: 200 },
  );
});

function withoutId([t, fraction, sequence]: Position): Position {
  return [t, fraction, sequence, '', ''];
}
