import type { Event } from '../src/event.ts';
import type { Rules } from '../src/rules.ts';
import { batched, permuted } from './dice.ts';
import type { Phase } from './fold-under-test.ts';
import { rulesFor } from './world-rules.ts';
import type { World } from './worlds.ts';

/**
 * Ways in which the same world may arrive, and its rules come into force. The state is a function of the set of messages
 * and the rules: none of the ways may show.
 */
export interface Law {
  readonly name: string;
  /** What happens, with the given rules in force at the end; `seed` chooses among the many ways. */
  readonly happen: (world: World, rules: Rules, seed: number) => Phase[];
}

/** The laws of the fold. */
export const LAWS: readonly Law[] = [
  {
    name: 'reference: at once, it is what the reference makes of it',
    happen: (world, rules) => [{ rules, batches: [world] }],
  },
  {
    name: 'permutation: in any order',
    happen: (world, rules, seed) => [{ rules, batches: [permuted(world, seed)] }],
  },
  {
    name: 'duplication: with anything delivered again, now or later',
    happen: (world, rules, seed) => [{ rules, batches: duplicated(world, seed) }],
  },
  {
    name: 'batching: in any order and any batches, down to one by one',
    happen: (world, rules, seed) => [{ rules, batches: apart(world, seed) }],
  },
  {
    name: 'following: in the order of time, as people go on, in any batches',
    happen: (world, rules, seed) => [{ rules, batches: batched([...world].sort(byTime), seed) }],
  },
  { name: 'rules: changed in the middle of deliveries, and changed back', happen: changed },
];

/** How many of the laws are tried on each world. */
export const LAWS_PER_WORLD = 3;

/** The first, which is the plainest, for every number; of the others each as often. */
export function lawsFor(choice: number): Law[] {
  const [plainest, ...others] = LAWS;
  const start = choice % others.length;
  return [plainest!, ...[...others, ...others].slice(start, start + LAWS_PER_WORLD - 1)];
}

function byTime(a: Event, b: Event): number {
  return a.t - b.t;
}

function apart(world: World, seed: number): Event[][] {
  const events = permuted(world, seed);
  return seed % 3 === 0 ? events.map((only) => [only]) : batched(events, seed);
}

/** Every delivery once, and about half of them again: after everything, in batches of their own, or in between. */
function duplicated(world: World, seed: number): Event[][] {
  const again = permuted(world, seed).slice(0, Math.ceil(world.length / 2));
  if (seed % 3 === 0) return [[...world], ...batched(again, seed)];
  return batched(permuted([...world, ...again], seed), seed);
}

/** Other rules before, with any part of the world delivered under them: all other, or other in one respect. */
function changed(world: World, rules: Rules, seed: number): Phase[] {
  const batches = apart(world, seed);
  const [third, middle] = [Math.ceil(batches.length / 3), Math.ceil(batches.length / 2)];
  const others = rulesFor(world, seed + 1);
  const ways: Phase[][] = [
    [
      { rules: others, batches: batches.slice(0, middle) },
      { rules, batches: batches.slice(middle) },
    ],
    [
      { rules: { ...rules, unlinked: others.unlinked }, batches: batches.slice(0, middle) },
      { rules, batches: batches.slice(middle) },
    ],
    [
      { rules, batches },
      { rules: { ...rules, unlinked: others.unlinked }, batches: [] },
      { rules, batches: [] },
    ],
    [
      { rules: { ...rules, merges: others.merges }, batches: batches.slice(0, middle) },
      { rules, batches: batches.slice(middle) },
    ],
    [
      { rules, batches: batches.slice(0, middle) },
      { rules: { ...rules, merges: others.merges, unlinked: others.unlinked }, batches: batches.slice(middle) },
      { rules, batches: [] },
    ],
    [
      { rules: { ...rules, mappings: others.mappings }, batches },
      { rules, batches: [] },
    ],
    [
      { rules: { ...rules, enforced: others.enforced }, batches: batches.slice(0, middle) },
      { rules, batches: batches.slice(middle) },
    ],
    [
      { rules: { ...rules, identityPolicy: others.identityPolicy }, batches: batches.slice(0, third) },
      { rules: { ...rules, sessionGapMs: others.sessionGapMs }, batches: batches.slice(third, middle) },
      { rules, batches: batches.slice(middle) },
    ],
  ];
  return ways[Math.floor(seed / 3) % ways.length] ?? [];
}
