import type { Db } from '../../persist/database.ts';
import type { Row } from '../page.ts';
import type { Asking } from '../questions.ts';

/** Something that goes wrong in collectors or in those who send to them, and how to see it in the file. */
export interface Check {
  /** Names it in answers and in docs/doctor.md. */
  readonly name: string;
  /** `error`: data is lost, wrong or in danger, now. `warning`: somebody should look. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, where it is. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** What gives the same on the file; undefined where the file does not tell it. */
  readonly sql?: string;
  /** Looks for cases. */
  readonly find: (db: Db, asking: Asking) => Found;
}

/** The cases of a check. */
export interface Found {
  /** How many there are. */
  readonly count: number;
  /** The worst of them, at most {@link EXAMPLE_COUNT}. */
  readonly examples: readonly Row[];
}

/** A check whose cases are the rows of a query, the worst first. */
export interface SqlCheck extends Omit<Check, 'find' | 'sql'> {
  readonly sql: string;
}

/** Examples of a check, at most. */
export const EXAMPLE_COUNT = 3;

/** Makes a check of a query. */
export function sqlCheck({ sql: cases, ...about }: SqlCheck): Check {
  const sql = `SELECT *, count(*) OVER () AS case_count FROM (${cases}) LIMIT ${EXAMPLE_COUNT}`;
  return {
    ...about,
    sql,
    find(db) {
      const rows = db.prepare<[], Row & { case_count: number }>(sql).all();
      return { count: rows[0]?.case_count ?? 0, examples: rows.map(({ case_count: _, ...row }) => row) };
    },
  };
}

/**
 * The messages a check looks at, as a subquery: the latest 100,000 of the seven days before the latest one. So a check costs
 * the same in a file of any size, and what was mended goes away.
 */
export const LATEST = `(
  SELECT * FROM event_log
  WHERE seq > (SELECT max(seq) FROM event_log) - 100000
    AND received_at > (SELECT received_at FROM event_log ORDER BY seq DESC LIMIT 1) - 604800000)`;
