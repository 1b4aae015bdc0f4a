import type { Relations } from '@kith/fold';
import type fc from 'fast-check';
import { partsOf, type World } from '../../../fold/test/worlds.ts';
import type { Db } from '../../src/persist/database.ts';
import { RELATION_NAMES, readRelation } from '../../src/persist/relations.ts';

/** Empties a file, so that many worlds can be tried in one. */
export function clear(db: Db): void {
  const tables = db.prepare<[], string>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  for (const table of tables.pluck().all()) if (table !== 'meta') db.exec(`DELETE FROM ${table}`);
}

/** Everything derived in a file. */
export function relationsOf(db: Db): Relations {
  return Object.fromEntries(RELATION_NAMES.map((name) => [name, [...readRelation(db, name)]])) as unknown as Relations;
}

/** Relations with plain objects for rows, comparable with {@link relationsOf}. */
export function normal(relations: Relations): Relations {
  return JSON.parse(JSON.stringify(relations));
}

/** Fails with the seed and the world, in as few words as they can be said. */
export function reporter<T extends [World, ...unknown[]]>(out: fc.RunDetails<T>): void {
  if (!out.failed) return;
  const [world, ...others] = out.counterexample ?? [[]];
  throw new Error(
    `seed ${out.seed}, path ${out.counterexamplePath}, ${JSON.stringify(others)}\n${JSON.stringify(world.map(partsOf), null, 1)}\n${out.errorInstance}`,
  );
}
