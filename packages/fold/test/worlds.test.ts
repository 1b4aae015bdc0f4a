import { SESSION_GAP_MS } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Event, streamOf } from '../src/event.ts';
import type { Relations } from '../src/rows.ts';
import { DEFAULT_RULES, type Rules } from '../src/rules.ts';
import { batched, permuted } from './dice.ts';
import { firstDifference } from './difference.ts';
import { referenceFold } from './reference-fold.ts';
import { isActivity } from './reference-placement.ts';
import { rulesFor, rules as rulesOf, rulesPartsOf } from './world-rules.ts';
import { event, partsOf, type World, worlds } from './worlds.ts';

const WORLD_COUNT = 2_000;

interface Subject {
  readonly world: World;
  /** Under the rules nobody has decided about. */
  readonly state: Relations;
  /** Rules for this world, and what they make of it. */
  readonly rules: Rules;
  readonly ruled: Relations;
}

const has = <T>(values: readonly T[], condition: (value: T) => boolean): boolean => values.some(condition);

/** What makes a world interesting, and the least share of worlds which must have it: laws over dull worlds prove little. `KITH_COVERAGE=1` prints the shares. */
const FEATURES: Record<string, { least: number; holds: (subject: Subject) => boolean }> = {
  'one device session split among people': { least: 0.1, holds: ({ state }) => partsWithin(state) },
  'several sessions on one stream': { least: 0.3, holds: ({ state }) => sessionsPerStream(state) > 1 },
  'a gap of exactly 30 minutes': { least: 0.2, holds: ({ world }) => hasGap(world, SESSION_GAP_MS) },
  'a gap of 30 minutes and a millisecond': { least: 0.05, holds: ({ world }) => hasGap(world, SESSION_GAP_MS + 1) },
  'a session bridged by a later delivery': { least: 0.1, holds: ({ world }) => hasBridge(world) },
  'a device claimed by several users': { least: 0.15, holds: ({ world }) => claimers(world) > 1 },
  'an anonymous profile beside claimed sessions of its device': {
    least: 0.05,
    holds: ({ state }) => staysApart(state),
  },
  'users merged by alias': {
    least: 0.1,
    holds: ({ state }) => has(state.identities, (row) => row.kind === 'user' && row.rule === 'alias'),
  },
  'three or more ids in one person': { least: 0.02, holds: ({ state }) => mostUserIds(state) > 2 },
  'an alias of an id which names a device and a user': {
    least: 0.03,
    holds: ({ world }) =>
      has(world, ({ type, previousId, userId }) => {
        const isAlias = type === 'alias' && userId !== null && previousId !== null && previousId !== userId;
        return (
          isAlias &&
          has(world, (one) => one.anonymousId === previousId) &&
          has(world, (one) => one.userId === previousId)
        );
      }),
  },
  'aliases in a cycle': {
    least: 0.005,
    holds: ({ world }) =>
      has(
        world,
        (one) =>
          one.type === 'alias' &&
          one.trust === 2 &&
          one.userId !== one.previousId &&
          has(
            world,
            (other) =>
              other.type === 'alias' &&
              other.trust === 2 &&
              one.userId === other.previousId &&
              one.previousId === other.userId,
          ),
      ),
  },
  'a device claimed by alias': {
    least: 0.03,
    holds: ({ state }) => has(state.identities, (row) => row.kind === 'anonymous' && row.rule === 'alias'),
  },
  'a client message which is no activity': {
    least: 0.4,
    holds: ({ world }) => has(world, (one) => !one.isServer && !isActivity(one)),
  },
  'such a message within a session': {
    least: 0.2,
    holds: ({ world, state }) =>
      has(world, (one) => !one.isServer && !isActivity(one) && sessionOf(state, one) !== null),
  },
  'a backend message with only the device': {
    least: 0.1,
    holds: ({ world }) => has(world, (one) => one.isServer && one.userId === null),
  },
  'copies which differ': {
    least: 0.3,
    holds: ({ world }) =>
      has(world, (one) => has(world, (other) => isCopy(one, other) && one.contentHash !== other.contentHash)),
  },
  'copies of different users': {
    least: 0.1,
    holds: ({ world }) => has(world, (one) => has(world, (other) => isCopy(one, other) && one.userId !== other.userId)),
  },
  'one message id on two streams': {
    least: 0.2,
    holds: ({ world }) =>
      has(world, (one) =>
        has(world, (other) => one.messageId === other.messageId && streamOf(one) !== streamOf(other)),
      ),
  },
  'a tie which only the message id decides': {
    least: 0.2,
    holds: ({ world }) => has(world, (one) => has(world, (other) => isTie(one, other))),
  },
  'contact traits': { least: 0.4, holds: ({ state }) => has(state.traits, (row) => row.trait_group === 'contact') },
  'survey answers': { least: 0.1, holds: ({ state }) => has(state.traits, (row) => row.trait_group === 'survey') },
  'several events of one survey response': {
    least: 0.05,
    holds: ({ state }) =>
      has(
        state.survey_responses,
        (row) => row.started_at !== null && (row.first_viewed_at ?? row.completed_at ?? row.dismissed_at) !== null,
      ),
  },
  memberships: { least: 0.1, holds: ({ state }) => state.memberships.length > 0 },
  'a campaign': { least: 0.3, holds: ({ state }) => has(state.sessions, (row) => row.campaign_source !== null) },
  'a person known from backends only': {
    least: 0.1,
    holds: ({ state }) => has(state.profiles, (row) => row.first_seen_at === null),
  },
  'a bot': { least: 0.05, holds: ({ state }) => has(state.profiles, (row) => row.is_bot === 1) },
  'a response with the text of a question': {
    least: 0.02,
    holds: ({ state }) => has(state.survey_answers, (row) => row.question !== null),
  },
  'several messages about one piece of content': {
    least: 0.04,
    holds: ({ state }) => has(state.engagements, (row) => row.count > 1),
  },
  'a separated pair which matters': { least: 0.1, holds: (subject) => matters(subject, 'unlinked') },
  'a merge which matters': { least: 0.1, holds: (subject) => matters(subject, 'merges') },
  'an identity policy which matters': { least: 0.1, holds: (subject) => matters(subject, 'identityPolicy') },
  'a first device which matters': {
    least: 0.02,
    holds: (subject) => subject.rules.identityPolicy === 'first-device' && matters(subject, 'identityPolicy'),
  },
  'a session gap which matters': { least: 0.1, holds: (subject) => matters(subject, 'sessionGapMs') },
  'a mapping which matters': { least: 0.05, holds: (subject) => matters(subject, 'mappings') },
  'two UTC days': { least: 0.2, holds: ({ state }) => new Set(state.event_counts.map((row) => row.day)).size > 1 },
};

test('worlds are interesting', () => {
  const subjects = fc.sample(worlds(), { numRuns: WORLD_COUNT, seed: 20_260_301 }).map((world, index): Subject => {
    const rules = rulesFor(world, index);
    return { world, state: referenceFold(world), rules, ruled: referenceFold(world, rules) };
  });
  const shares = Object.entries(FEATURES).map(([name, { least, holds }]) => {
    const share = subjects.filter(holds).length / WORLD_COUNT;
    return { name, least, share };
  });
  if (process.env.KITH_COVERAGE !== undefined) {
    console.log(shares.map(({ name, share }) => `${(100 * share).toFixed(1).padStart(5)} % ${name}`).join('\n'));
  }
  expect(shares.filter(({ least, share }) => share < least)).toEqual([]);
});

test('an order has the same members, and every batch keeps the order', () => {
  const values = Array.from({ length: 9 }, (_, index) => index);
  for (let seed = 0; seed < 200; seed++) {
    expect(permuted(values, seed).sort()).toEqual(values);
    expect(batched(values, seed).flat()).toEqual(values);
  }
});

test('the parts of an event make the event again, through JSON', () => {
  for (const whole of fc.sample(worlds(), { numRuns: 100, seed: 1 }).flat()) {
    const again = event(JSON.parse(JSON.stringify(partsOf(whole))));
    expect(JSON.stringify(again)).toBe(JSON.stringify(whole));
  }
});

test('the parts of rules make the rules again, through JSON', () => {
  for (const [index, world] of fc.sample(worlds(), { numRuns: 100, seed: 1 }).entries()) {
    const rules = rulesFor(world, index);
    expect(rulesOf(JSON.parse(JSON.stringify(rulesPartsOf(rules))))).toEqual(rules);
  }
});

/** Whether a rule changes the state. */
function matters({ world, rules, ruled }: Subject, rule: keyof Rules): boolean {
  return firstDifference(ruled, referenceFold(world, { ...rules, [rule]: DEFAULT_RULES[rule] })) !== null;
}

function partsWithin({ sessions }: Relations): boolean {
  return has(sessions, (one) =>
    has(sessions, (other) => {
      const gap = Date.parse(other.started_at) - Date.parse(one.ended_at);
      return (
        one.profile_id !== other.profile_id &&
        streamOfSession(one) === streamOfSession(other) &&
        gap >= 0 &&
        gap <= SESSION_GAP_MS
      );
    }),
  );
}

function sessionsPerStream({ sessions }: Relations): number {
  return largest(sessions.map(streamOfSession));
}

function streamOfSession(row: Relations['sessions'][number]): string {
  return row.anonymous_id === null ? row.profile_id : `a:${row.anonymous_id}`;
}

function sessionOf(state: Relations, one: Event): string | null {
  const placement = state.events.find((row) => row.message_id === one.messageId && row.stream === streamOf(one));
  return placement?.session_id ?? null;
}

/** The moments of each stream's activity, in order. */
function moments(world: World): number[][] {
  const streams = Map.groupBy(world.filter(isActivity), streamOf);
  return [...streams.values()].map((events) => events.map((one) => one.t).sort((a, b) => a - b));
}

function hasGap(world: World, gapMs: number): boolean {
  return moments(world).some((times) => times.some((t, index) => t - (times[index - 1] ?? t) === gapMs));
}

function hasBridge(world: World): boolean {
  const arriving = [...Map.groupBy(world.filter(isActivity), streamOf).values()];
  return arriving.some((events) =>
    events.some((late, index) => {
      const earlier = events.slice(0, index).map((one) => one.t);
      const before = Math.max(...earlier.filter((t) => t <= late.t));
      const after = Math.min(...earlier.filter((t) => t > late.t));
      return after - before > SESSION_GAP_MS && late.t - before <= SESSION_GAP_MS && after - late.t <= SESSION_GAP_MS;
    }),
  );
}

function claimers(world: World): number {
  const claims = world.filter((one) => one.anonymousId !== null && one.userId !== null);
  const users = [...Map.groupBy(claims, (one) => one.anonymousId).values()];
  return Math.max(0, ...users.map((events) => new Set(events.map((one) => one.userId)).size));
}

function staysApart(state: Relations): boolean {
  return has(state.profiles, ({ profile_id, session_count }) => {
    const device = profile_id.slice(2);
    const isClaimed = (row: Relations['identities'][number]): boolean =>
      row.kind === 'anonymous' && row.identifier === device && row.profile_id !== profile_id;
    return profile_id.startsWith('a:') && session_count > 0 && has(state.identities, isClaimed);
  });
}

function mostUserIds({ identities }: Relations): number {
  return largest(identities.filter((row) => row.kind === 'user').map((row) => row.profile_id));
}

function isCopy(one: Event, other: Event): boolean {
  return one !== other && one.messageId === other.messageId && streamOf(one) === streamOf(other);
}

function isTie(one: Event, other: Event): boolean {
  return (
    one.messageId !== other.messageId &&
    streamOf(one) === streamOf(other) &&
    one.t === other.t &&
    one.fraction === other.fraction &&
    one.sequence === other.sequence
  );
}

/** How often the most frequent value occurs. */
function largest(values: readonly string[]): number {
  return Math.max(0, ...[...Map.groupBy(values, (value) => value).values()].map((same) => same.length));
}
