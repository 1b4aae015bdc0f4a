import { isObject, type JsonValue, SESSION_GAP_MS } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { comparePositions, type Position, positionOf } from '../src/order.ts';
import type { Relations } from '../src/rows.ts';
import { mergesByIdentity, type Rules } from '../src/rules.ts';
import { firstDifference } from './difference.ts';
import { referenceFold } from './reference-fold.ts';
import { HABITS, type Habits } from './reference-habits.ts';
import { decided, rulesFor } from './world-rules.ts';
import { type World, worlds } from './worlds.ts';

/** The laws are worth what they can notice: each well-known mistake must show within this many worlds (`KITH_COVERAGE=1` prints how many it took). */
const WORLD_COUNT = 2_000;

/** Some mistakes take hundreds of worlds to show: chance should not decide. */
const SEED = 20_260_301;

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
  'proof is asked for by the time of the event': () => ({
    isMuted: (event, rules) => HABITS.isMuted({ ...event, receivedAt: event.t }, rules),
  }),
  'proof is asked for what came before, too': () => ({
    isMuted: (event, { enforced }) => event.trust === 0 && enforced.length > 0,
  }),
  'proof is asked of nobody': () => ({ isMuted: () => false }),
  'a verified user has to prove more': () => ({
    isMuted: (event, rules) => HABITS.isMuted({ ...event, trust: event.trust === 1 ? 0 : event.trust }, rules),
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
        return other === undefined ? [] : [{ from: other.user, to: claim.user, event: claim.event, rule: 'alias' }];
      }),
  }),
  'an unknown campaign is filled in later': () => ({
    campaignOf: (activity) => activity.find((event) => event.campaign !== null)?.campaign ?? null,
  }),
  'a browser may join two users': () => ({ mayJoin: () => true }),
  'any backend may join two users, even without the secret key': () => ({ mayJoin: (alias) => alias.isServer }),
  'a session is not split where the person changes': () => ({ splits: () => false }),

  'an alias between separated users counts': () => ({ areApart: () => false }),
  'separated users are apart in one direction only': () => ({
    areApart: (rules, previous, user) => previous < user && HABITS.areApart(rules, previous, user),
  }),
  'a claim survives separation': () => ({ holds: () => true }),
  'a claim by alias survives separation': () => ({
    holds: (rules, claim) => claim.rule === 'alias' || HABITS.holds(rules, claim),
  }),
  'an alias from a separated device joins users instead': () => ({ fallsThrough: true }),
  'a separated user still draws what surrounds the login': () => ({ attracts: () => true }),
  'a device separated from anyone draws to nobody': () => ({
    attracts: (rules, device) => ![...rules.unlinked].some((pair) => JSON.parse(pair).includes(`a:${device}`)),
  }),

  'policy none lets what precedes a login join': () => ({ mayFollow: () => true }),
  'policy none lets the sole claimer own sessions without a login': () => ({
    mayOwn: (policy) => policy === 'none' || HABITS.mayOwn(policy),
  }),
  'policy session lets the sole claimer own sessions without a login': () => ({
    mayOwn: (policy) => policy === 'session' || HABITS.mayOwn(policy),
  }),
  'policy first-device keeps all sessions without a login apart': () => ({ mayOwn: (policy) => policy === 'device' }),
  'policy first-device counts every device as the first': () => ({ isFirstDevice: () => true }),
  'policy first-device counts devices by id instead of person': () => ({
    isFirstDevice: (device, user, claims) => {
      const first = claims.find((claim) => claim.user === user);
      return first !== undefined && HABITS.isFirstDevice(device, user, [first]);
    },
  }),
  'policy first-device looks at the message instead of its run': () => ({ judgedFrom: (_run, asking) => asking }),
  'policy first-device never lets a later device join': () => ({ judgedFrom: () => null }),
  'policy first-device lets in what follows a session without a run around it': () => ({
    judgedFrom: (run, asking) => HABITS.judgedFrom(run, asking) ?? asking,
  }),

  'the session gap is always 30 minutes': () => ({ continues: (gapMs) => gapMs <= SESSION_GAP_MS }),
  'what is no activity stays near a session for 30 minutes, whatever the gap': () => ({
    lingerMs: () => SESSION_GAP_MS,
  }),

  'mappings fold properties of any message': () => ({
    mayDescribe: (event) => event.type !== 'identify' && event.type !== 'group',
  }),
  'mappings count in the order of their definition': () => ({ precedence: (mapped) => mapped }),
  'of two mapped properties the last wins': () => ({
    precedence: (mapped) => HABITS.precedence(mapped).toReversed(),
  }),
  'mapped properties are ordered as UTF-16': () => ({
    precedence: (mapped) => mapped.toSorted((a, b) => (a.property < b.property ? -1 : 1)),
  }),
  'operators work in mapped properties': () => ({ mayOperate: (event) => event.type !== 'group' }),
  'operators work in group calls': () => ({ mayOperate: (event) => event.type !== 'track' }),
  'operators do not work': () => ({ mayOperate: () => false }),

  'operations count at any trust': () => ({
    believed: (statements) => [
      ...HABITS.believed(statements),
      ...statements.filter((said) => said.operator !== '$set' && !HABITS.believed(statements).includes(said)),
    ],
  }),
  'operations do not raise the trust of a trait': () => ({
    believed: (statements) => {
      const sets = statements.filter(({ operator }) => operator === '$set');
      return HABITS.believed(sets.length > 0 ? sets : statements);
    },
  }),
  'the latest $setOnce wins': () => ({ once: (statements) => statements.at(-1) }),
  '$add counts from the beginning instead of from the latest value': () => ({
    isLater: (operation) => operation.operator === '$add',
  }),
  'all operations count, older than the value or not': () => ({ isLater: () => true }),
  'operations on a value from $setOnce count although older': () => ({
    isLater: (operation, base) => base.operator === '$setOnce' || HABITS.isLater(operation, base),
  }),
  'a removed trait is not added to': () => ({
    isSummable: (start) => start === undefined || typeof start === 'number',
  }),
  '$add turns any value into a number': () => ({ isSummable: () => true }),
  '$add has the errors of binary fractions': () => ({
    sum: (numbers) => numbers.reduce((total, number) => total + number, 0),
  }),
  '$union and $remove take effect in the order of their arrival': (arrival) => ({
    inEffect: (operations) => operations.toSorted((a, b) => arrival(a.event) - arrival(b.event)),
  }),
  '$remove goes before $union': () => ({
    inEffect: (operations) => operations.toSorted((a, b) => a.operator.localeCompare(b.operator)),
  }),

  'answers add up over the steps': () => ({
    answersOf: (steps) => Object.assign(Object.create(null), ...steps.map((step) => step ?? {})),
  }),
  'a step without answers leaves those before it': () => ({
    answersOf: (steps) =>
      steps.findLast((step) => isObject(step)) ?? (Object.create(null) as Record<string, JsonValue>),
  }),
  'the engagement to arrive last is the latest': (arrival) => ({
    latestEngagement: (events) => events.toSorted((a, b) => arrival(a) - arrival(b)).at(-1)!,
  }),
  'the earliest engagement is the last action': () => ({ latestEngagement: (events) => events[0]! }),
};

/** Mistakes which whole rules make: what is wrong, and the rules as they are read. */
const MISREAD: Record<string, (rules: Rules) => Partial<Rules>> = {
  'separation is ignored': () => ({ unlinked: new Set() }),
  'what an operator joined is not': () => ({ merges: new Map() }),
  'only people are joined by operators, no devices': ({ merges }) => ({
    merges: mergesByIdentity(decided(merges).filter(({ identity }) => identity.startsWith('u:'))),
  }),
  'who is joined to whom makes no difference': ({ merges }) => ({
    merges: mergesByIdentity(
      decided(merges).map((merge) =>
        merge.identity.startsWith('u:')
          ? { ...merge, identity: `u:${merge.user}`, user: merge.identity.slice(2) }
          : merge,
      ),
    ),
  }),
  'what operators join comes behind all messages': ({ merges }) => ({
    merges: mergesByIdentity(
      decided(merges).map(({ position: [t, ...rest], ...merge }) => ({ ...merge, position: [t + 1e12, ...rest] })),
    ),
  }),
  'the identity policy is ignored': () => ({ identityPolicy: 'device' }),
  'policies none and session are one': ({ identityPolicy }) => ({
    identityPolicy: identityPolicy === 'none' ? 'session' : identityPolicy,
  }),
  'policies first-device and session are one': ({ identityPolicy }) => ({
    identityPolicy: identityPolicy === 'first-device' ? 'session' : identityPolicy,
  }),
  'the session gap is ignored': () => ({ sessionGapMs: SESSION_GAP_MS }),
  'mappings are ignored': () => ({ mappings: new Map() }),
  'the traits of mappings keep their spelling': ({ mappings }) => ({
    mappings: new Map(
      [...mappings].map(([name, properties]) => [
        name,
        new Map([...properties].map(([property, key]) => [property, key === 'first_name' ? 'first_name ' : key])),
      ]),
    ),
  }),
};

test.each(Object.entries(BUGS))('it shows when %s', (name, plant) => {
  shows(name, (world, rules) => {
    const places = new Map<Event, number>();
    for (const [index, delivery] of world.entries()) places.set(delivery, index);
    return referenceFold(world, rules, { ...HABITS, ...plant((event) => places.get(event) ?? -1) });
  });
});

test.each(Object.entries(MISREAD))('it shows when %s', (name, misread) => {
  shows(name, (world, rules) => referenceFold(world, { ...rules, ...misread(rules) }));
});

function shows(name: string, buggyFold: (world: World, rules: Rules) => Relations): void {
  const property = fc.property(worlds(), fc.nat(999_999), (world, decisions) => {
    const rules = rulesFor(world, decisions);
    return firstDifference(referenceFold(world, rules), buggyFold(world, rules)) === null;
  });
  const result = fc.check(property, { numRuns: WORLD_COUNT, seed: SEED, endOnFailure: true });
  if (process.env.KITH_COVERAGE !== undefined) console.log(`world ${result.numRuns} shows that ${name}`);
  expect(result.failed, 'no world shows it').toBe(true);
}

test('nothing shows without a mistake', () => {
  fc.assert(
    fc.property(worlds(), (world) => firstDifference(referenceFold(world), referenceFold(world)) === null),
    { numRuns: 200 },
  );
});

function withoutId([t, fraction, sequence]: Position): Position {
  return [t, fraction, sequence, '', ''];
}
