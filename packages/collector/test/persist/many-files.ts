import type { Rules } from '@kith/fold';
import fc from 'fast-check';
import { permuted } from '../../../fold/test/dice.ts';
import { rulesFor } from '../../../fold/test/world-rules.ts';
import { type World, worlds } from '../../../fold/test/worlds.ts';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { enriched } from './enriched.ts';
import { temporaryFile } from './temporary-file.ts';
import { clear, reporter, takeRules } from './world-file.ts';

/** An empty file whose rules are decided, and what it is to receive. */
export interface EmptyFile {
  readonly file: string;
  readonly db: Db;
  readonly rules: Rules;
  readonly world: World;
  /** The beginning of the world. */
  readonly early: readonly ReturnType<typeof enriched>[];
  /** All of it in another order: everything comes again, between what is new. */
  readonly late: readonly ReturnType<typeof enriched>[];
  /** For whatever else is to be chosen. */
  readonly seed: number;
}

/** Tries a law in files of so many worlds and rules. */
export async function onManyFiles(runCount: number, law: (empty: EmptyFile) => void): Promise<void> {
  const file = temporaryFile();
  const db = openDatabase(file);
  db.pragma('synchronous = OFF');
  await fc.assert(
    fc.asyncProperty(worlds(), fc.nat(999_999), fc.nat(999_999), async (world, decisions, seed) => {
      await clear(db);
      const rules = takeRules(db, rulesFor(world, decisions));
      const early = world.slice(0, 1 + (seed % world.length)).map(enriched);
      law({ file, db, rules, world, early, late: permuted(world, seed).map(enriched), seed });
    }),
    { numRuns: runCount, reporter, endOnFailure: process.env.KITH_END !== undefined },
  );
  db.close();
}
