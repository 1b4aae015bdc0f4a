import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import type { Rules } from '../src/rules.ts';
import { firstDifference } from './difference.ts';
import { foldUnderTest, type Phase } from './fold-under-test.ts';
import { referenceFold } from './reference-fold.ts';
import {
  batched,
  type EventParts,
  event,
  partsOf,
  permuted,
  type RulesParts,
  rulesFor,
  rules as rulesOf,
  rulesPartsOf,
  type World,
  worlds,
} from './worlds.ts';

/** How many worlds each law is tried on: `KITH_WORLDS=1000000 pnpm test`. */
const WORLD_COUNT = Number(process.env.KITH_WORLDS ?? 20_000);

/** A world takes about 2 ms; a slow machine may need ten times as long. */
const TIMEOUT_MS = 60_000 + WORLD_COUNT * 20;

/** To repeat a run: `KITH_SEED=…`, as a failure prints it. */
const SEED = process.env.KITH_SEED === undefined ? {} : { seed: Number(process.env.KITH_SEED) };

/**
 * Ways in which the same world may arrive, and its rules come into force. The state is a function of the set of messages
 * and the rules: none of the ways may show.
 */
interface Law {
  readonly name: string;
  /** What happens, with the given rules in force at the end; `seed` chooses among the many ways. */
  readonly happen: (world: World, rules: Rules, seed: number) => Phase[];
}

const LAWS: readonly Law[] = [
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
  { name: 'rules: changed in the middle of deliveries, and changed back', happen: changed },
];

/** How many of the laws are tried on each world. */
const LAWS_PER_WORLD = 3;

/** The first, which is the plainest, for every number; of the others each as often. */
function lawsFor(choice: number): Law[] {
  const [plainest, ...others] = LAWS;
  const start = choice % others.length;
  return [plainest!, ...[...others, ...others].slice(start, start + LAWS_PER_WORLD - 1)];
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
      { rules: { ...rules, mappings: others.mappings }, batches },
      { rules, batches: [] },
    ],
    [
      { rules: { ...rules, identityPolicy: others.identityPolicy }, batches: batches.slice(0, third) },
      { rules: { ...rules, sessionGapMs: others.sessionGapMs }, batches: batches.slice(third, middle) },
      { rules, batches: batches.slice(middle) },
    ],
  ];
  return ways[Math.floor(seed / 3) % ways.length] ?? [];
}

/** A counterexample as it is kept: what happened. */
interface Regression {
  readonly law: string;
  readonly seed: number;
  readonly phases: readonly PhaseParts[];
}

interface PhaseParts {
  readonly rules: RulesParts;
  readonly batches: readonly (readonly EventParts[])[];
}

function phaseOf({ rules, batches }: PhaseParts): Phase {
  return { rules: rulesOf(rules), batches: batches.map((batch) => batch.map(event)) };
}

function phasePartsOf({ rules, batches }: Phase): PhaseParts {
  return { rules: rulesPartsOf(rules), batches: batches.map((batch) => batch.map(partsOf)) };
}

const REGRESSIONS = new URL('regressions.json', import.meta.url);
const regressions: readonly Regression[] = JSON.parse(readFileSync(REGRESSIONS, 'utf8'));

describe('the fold', () => {
  /** Where the fold's state after all this is not what the reference makes of it. */
  function differs(phases: readonly Phase[]): string | null {
    const expected = referenceFold(
      phases.flatMap(({ batches }) => batches.flat()),
      phases.at(-1)?.rules,
    );
    return firstDifference(expected, foldUnderTest(phases));
  }

  test('what once failed holds', () => {
    for (const { law, phases } of regressions) expect(differs(phases.map(phaseOf)), law).toBeNull();
  });

  // One pass for all laws: a world and its expected state serve several ways of arriving.
  test(
    `${LAWS_PER_WORLD} of ${LAWS.length} laws hold on each of ${WORLD_COUNT} worlds`,
    () => {
      const property = fc.property(worlds(), fc.nat(999_999), fc.nat(999_999), (world, decisions, seed) => {
        const rules = rulesFor(world, decisions);
        const expected = referenceFold(world, rules);
        for (const law of lawsFor(decisions)) {
          const difference = firstDifference(expected, foldUnderTest(law.happen(world, rules, seed)));
          if (difference !== null) throw new Error(`${law.name}\n${difference}`);
        }
      });
      const result = fc.check(property, { numRuns: WORLD_COUNT, ...SEED });
      if (result.counterexample === null) {
        expect(result.failed).toBe(false);
        return;
      }
      const [world, decisions, seed] = result.counterexample;
      const rules = rulesFor(world, decisions);
      const law = lawsFor(decisions).find((candidate) => fails(candidate.happen(world, rules, seed))) ?? LAWS[0]!;
      const phases = law.happen(world, rules, seed).map(phasePartsOf);
      keep({ law: law.name, seed: result.seed, phases });
      throw new Error(
        [
          `${String(result.errorInstance)} — with KITH_SEED=${result.seed}, world ${result.numRuns}, shrunk ${result.numShrinks} times:`,
          ...phases.flatMap(({ rules: inForce, batches }) => [
            `rules(${JSON.stringify(inForce)})`,
            ...batches.map((batch) => `[\n${batch.map((parts) => `  event(${JSON.stringify(parts)}),\n`).join('')}]`),
          ]),
        ].join('\n'),
      );
    },
    TIMEOUT_MS,
  );

  function fails(phases: readonly Phase[]): boolean {
    try {
      return differs(phases) !== null;
    } catch {
      return true;
    }
  }

  /** Keeps a counterexample, unless an older one already fails: one at a time is enough. */
  function keep(regression: Regression): void {
    if (regressions.some(({ phases }) => fails(phases.map(phaseOf))) || process.env.CI !== undefined) return;
    writeFileSync(REGRESSIONS, `${JSON.stringify([...regressions, regression], null, 2)}\n`);
  }
});
