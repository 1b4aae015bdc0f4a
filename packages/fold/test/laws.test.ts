import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDifference } from './difference.ts';
import { foldUnderTest, type Phase } from './fold-under-test.ts';
import { LAWS, LAWS_PER_WORLD, lawsFor } from './laws.ts';
import { referenceFold } from './reference-fold.ts';
import { type RulesParts, rulesFor, rules as rulesOf, rulesPartsOf } from './world-rules.ts';
import { type EventParts, event, partsOf, worlds } from './worlds.ts';

/** How many worlds each law is tried on. */
const WORLD_COUNT = Number(process.env.KITH_WORLDS ?? 20_000);

/** A world takes about 2 ms; a slow machine may need ten times as long. */
const TIMEOUT_MS = 60_000 + WORLD_COUNT * 20;

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
      const result = fc.check(property, { numRuns: WORLD_COUNT });
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
