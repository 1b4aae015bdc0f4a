import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { firstDifference } from './difference.ts';
import { foldUnderTest } from './fold-under-test.ts';
import { referenceFold } from './reference-fold.ts';
import { batched, type EventParts, event, partsOf, permuted, type World, worlds } from './worlds.ts';

/** How many worlds each law is tried on: `KITH_WORLDS=1000000 pnpm test`. */
const WORLD_COUNT = Number(process.env.KITH_WORLDS ?? 20_000);

/** A world takes about 2 ms; a slow machine may need ten times as long. */
const TIMEOUT_MS = 60_000 + WORLD_COUNT * 20;

/** To repeat a run: `KITH_SEED=…`, as a failure prints it. */
const SEED = process.env.KITH_SEED === undefined ? {} : { seed: Number(process.env.KITH_SEED) };

/** Ways in which the same world may arrive. The state is a function of the set of messages: none of them may show. */
interface Law {
  readonly name: string;
  /** The deliveries in batches; `seed` chooses among the many ways. */
  readonly arrive: (world: World, seed: number) => Event[][];
}

const LAWS: readonly Law[] = [
  { name: 'reference: at once, it is what the reference makes of it', arrive: (world) => [[...world]] },
  { name: 'permutation: in any order', arrive: (world, seed) => [permuted(world, seed)] },
  { name: 'duplication: with anything delivered again, now or later', arrive: duplicated },
  {
    name: 'batching: in any order and any batches, down to one by one',
    arrive: (world, seed) =>
      seed % 3 === 0 ? permuted(world, seed).map((only) => [only]) : batched(permuted(world, seed), seed),
  },
];

/** Every delivery once, and about half of them again: after everything, in batches of their own, or in between. */
function duplicated(world: World, seed: number): Event[][] {
  const again = permuted(world, seed).slice(0, Math.ceil(world.length / 2));
  if (seed % 3 === 0) return [[...world], ...batched(again, seed)];
  return batched(permuted([...world, ...again], seed), seed);
}

/** A counterexample as it is kept: what arrived, in batches. */
interface Regression {
  readonly law: string;
  readonly seed: number;
  readonly batches: readonly (readonly EventParts[])[];
}

const REGRESSIONS = new URL('regressions.json', import.meta.url);
const regressions: readonly Regression[] = JSON.parse(readFileSync(REGRESSIONS, 'utf8'));

describe('the fold', () => {
  /** Where the fold's state after these batches is not what the reference makes of them. */
  function differs(batches: Event[][]): string | null {
    return firstDifference(referenceFold(batches.flat()), foldUnderTest(batches));
  }

  test('what once failed holds', () => {
    for (const { law, batches } of regressions) {
      expect(differs(batches.map((batch) => batch.map(event))), law).toBeNull();
    }
  });

  // One pass for all laws: a world and its expected state serve every way of arriving.
  test(
    `all ${LAWS.length} laws hold on each of ${WORLD_COUNT} worlds`,
    () => {
      const property = fc.property(worlds(), fc.nat(999_999), (world, seed) => {
        const expected = referenceFold(world);
        for (const law of LAWS) {
          const difference = firstDifference(expected, foldUnderTest(law.arrive(world, seed)));
          if (difference !== null) throw new Error(`${law.name}\n${difference}`);
        }
      });
      const result = fc.check(property, { numRuns: WORLD_COUNT, ...SEED });
      if (result.counterexample === null) {
        expect(result.failed).toBe(false);
        return;
      }
      const [world, seed] = result.counterexample;
      const law = LAWS.find((candidate) => differs(candidate.arrive(world, seed)) !== null);
      const batches = (law?.arrive(world, seed) ?? [[...world]]).map((batch) => batch.map(partsOf));
      const regression: Regression = { law: law?.name ?? 'throws', seed: result.seed, batches };
      keep(regression);
      throw new Error(
        [
          `${String(result.errorInstance)} — with KITH_SEED=${result.seed}, world ${result.numRuns}, shrunk ${result.numShrinks} times:`,
          ...batches.map((batch) => `[\n${batch.map((parts) => `  event(${JSON.stringify(parts)}),\n`).join('')}]`),
        ].join('\n'),
      );
    },
    TIMEOUT_MS,
  );

  /** Keeps a counterexample, unless an older one already fails: one at a time is enough. */
  function keep(regression: Regression): void {
    const isKnown = regressions.some(({ batches }) => {
      try {
        return differs(batches.map((batch) => batch.map(event))) !== null;
      } catch {
        return true;
      }
    });
    if (isKnown || process.env.CI !== undefined) return;
    writeFileSync(REGRESSIONS, `${JSON.stringify([...regressions, regression], null, 2)}\n`);
  }
});
