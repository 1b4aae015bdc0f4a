import { SESSION_GAP_MS } from '@kith/protocol';
import { type Enforcement, FOR_EVER } from '../src/enforcement.ts';
import { DEFAULT_RULES, type IdentityPolicy, type Merge, mergesByIdentity, pairKey, type Rules } from '../src/rules.ts';
import { type Dice, dice, pick } from './dice.ts';
import { MAPPED_PROPERTIES } from './world-content.ts';
import type { World } from './worlds.ts';

/** Rules with something to say about a world, for every number; 0 and a third of the numbers are the rules nobody has decided about. */
export function rulesFor(world: World, seed: number): Rules {
  if (seed % 3 === 0) return DEFAULT_RULES;
  const roll = dice(seed);
  const users = [...new Set(world.flatMap(({ userId }) => userId ?? []))];
  const pairs = world.flatMap(({ type, anonymousId, userId, previousId }): string[] => {
    if (userId === null) return [];
    const isAlias = type === 'alias' && previousId !== null;
    return [
      ...(anonymousId === null ? [] : [pairKey(`a:${anonymousId}`, `u:${userId}`)]),
      ...(isAlias ? [pairKey(`u:${userId}`, `u:${previousId}`), pairKey(`a:${previousId}`, `u:${userId}`)] : []),
    ];
  });
  // Pairs of people whom nothing links, and which may be one by a detour, mean nothing.
  if (users.length > 1) pairs.push(pairKey(`u:${pick(users, roll, 1)}`, `u:${pick(users, roll, 2)}`));
  const unlinked = new Set<string>();
  for (let count = pick([0, 0, 1, 2, 3], roll, 3); count > 0 && pairs.length > 0; count--) {
    unlinked.add(pick(pairs, roll, 3 + count));
  }
  const devices = [...new Set(world.flatMap(({ anonymousId }) => anonymousId ?? []))];
  // Most of them people and devices of the world; some have not come.
  const people = [...users, ...users, 'ghost'];
  const merges: MergeParts[] = [];
  for (let count = pick([0, 0, 1, 1, 2, 3], roll, 60); count > 0; count--) {
    const user = pick(people, roll, 60 + count);
    const other =
      roll(3, 70 + count) === 0
        ? `a:${pick([...devices, 'ghost'], roll, 80 + count)}`
        : `u:${pick(people, roll, 80 + count)}`;
    const t = pick(world, roll, 90 + count)!.t + roll(3, 100 + count) - 1;
    if (other !== `u:${user}` && !merges.some((merge) => isSamePair(merge, [other, user, t])))
      merges.push([other, user, t]);
  }
  const mappings = new Map<string, Map<string, string>>();
  for (let count = pick([0, 3, 5, 8], roll, 10); count > 0; count--) {
    const name = pick(MAPPED_NAMES, roll, 10 + count);
    const properties = mappings.get(name) ?? new Map();
    properties.set(pick(MAPPED_PROPERTIES, roll, 20 + count), pick(MAPPED_KEYS, roll, 30 + count));
    mappings.set(name, properties);
  }
  return {
    identityPolicy: pick(POLICIES, roll, 40),
    sessionGapMs: pick([SESSION_GAP_MS, SESSION_GAP_MS, SESSION_GAP_MS / 6, SESSION_GAP_MS * 2], roll, 41),
    unlinked,
    merges: mergesOf(merges),
    mappings,
    enforced: enforcedOf(world, roll),
  };
}

function isSamePair([identity, user]: MergeParts, [otherIdentity, otherUser]: MergeParts): boolean {
  return pairKey(identity, `u:${user}`) === pairKey(otherIdentity, `u:${otherUser}`);
}

function mergesOf(parts: readonly MergeParts[]): Rules['merges'] {
  return mergesByIdentity(
    parts.map(([identity, user, t], index) => ({
      identity,
      user,
      position: [t, '', index + 1, `decision:${index + 1}`, user],
    })),
  );
}

// Around times at which something was received.
function enforcedOf(world: World, roll: Dice): Enforcement[] {
  const times = [0, 1].map((index) => (pick(world, roll, 50 + index)?.receivedAt ?? 0) + roll(2, 52 + index));
  const [from = 0, to = 0] = times.sort((a, b) => a - b);
  return pick(
    [
      [],
      [],
      [[from, FOR_EVER]],
      [[from, to]],
      [
        [0, from],
        [to, FOR_EVER],
      ],
    ],
    roll,
    54,
  );
}

/** Who joins which user, and when that was decided. */
type MergeParts = readonly [identity: string, user: string, t: number];

/** Rules as JSON can hold them. */
export interface RulesParts {
  readonly identityPolicy?: IdentityPolicy;
  readonly sessionGapMs?: number;
  /** Pairs of identifiers. */
  readonly unlinked?: readonly (readonly [string, string])[];
  /** In the order in which they were decided. */
  readonly merges?: readonly MergeParts[];
  /** Event name, property, trait. */
  readonly mappings?: readonly (readonly [string, string, string])[];
  readonly enforced?: readonly Enforcement[];
}

/** Rules of which a test gives what it is about. */
export function rules({ unlinked = [], merges = [], mappings = [], ...rest }: RulesParts = {}): Rules {
  const byName = new Map<string, Map<string, string>>();
  for (const [name, property, key] of mappings) {
    byName.set(name, (byName.get(name) ?? new Map()).set(property, key));
  }
  return {
    ...DEFAULT_RULES,
    ...rest,
    unlinked: new Set(unlinked.map(([a, b]) => pairKey(a, b))),
    merges: mergesOf(merges),
    mappings: byName,
  };
}

/** The reverse of {@link rules}. */
export function rulesPartsOf({ unlinked, merges, mappings, ...rest }: Rules): RulesParts {
  return {
    ...rest,
    merges: decided(merges).map(({ identity, user, position }): MergeParts => [identity, user, position[0]]),
    unlinked: [...unlinked].map((pair) => JSON.parse(pair)),
    mappings: [...mappings].flatMap(([name, properties]) =>
      [...properties].map(([property, key]): [string, string, string] => [name, property, key]),
    ),
  };
}

/** Every merge once, in the order in which they were decided. */
export function decided(merges: Rules['merges']): Merge[] {
  return [...new Set([...merges.values()].flat())].sort((a, b) => a.position[2] - b.position[2]);
}

const POLICIES: readonly IdentityPolicy[] = ['device', 'first-device', 'none', 'session', 'first-device', 'device'];

// 'Survey Viewed' and 'Content Shown' have their own properties and may be mapped like any other.
const MAPPED_NAMES: readonly string[] = [
  'Clicked',
  'Clicked',
  'Clicked',
  'é',
  '__proto__',
  'Survey Viewed',
  'Content Shown',
];
const MAPPED_KEYS = ['plan', 'email', 'score', 'first_name', 'firstName', '__proto__', 'plan', 'plan'];
