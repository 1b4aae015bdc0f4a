import type { Db } from '../persist/database.ts';
import type { SqlCondition } from './filter/filter-sql.ts';

/** How many rows a statement gives: the number, or an infinity where there are more than so many. */
export function countUpTo(db: Db, { sql, params }: SqlCondition, most: number): number {
  const counted = db.prepare<unknown[], number>(`SELECT count(*) FROM (${sql} LIMIT ?)`).pluck();
  const count = counted.get([...params, most + 1]) ?? 0;
  return count > most ? Number.POSITIVE_INFINITY : count;
}
