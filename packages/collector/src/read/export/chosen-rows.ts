import type { Db } from '../../persist/database.ts';
import type { SqlCondition } from '../filter/filter-sql.ts';
import type { Row } from '../page.ts';

/** Rows in one read transaction: a reader that stays in one keeps the write-ahead log from being emptied. */
const CHUNK_COUNT = 1_000;

/** Which rows to read, and how. */
export interface Choice {
  /** Selects the keys of the rows in their order, as many as there are columns named here. */
  readonly keys: SqlCondition;
  readonly columns: readonly string[];
  /** A query of the rows which reads `chosen`, with `chosen.n` to order and bound them by. */
  readonly rows: string;
}

/**
 * Notes the keys of the rows in a temporary table, all at one moment, and reads the rows chunk by chunk while somebody takes
 * them: in constant memory, and without a transaction that lasts as long as whoever takes them. A row that went
 * meanwhile is left out; one that changed is read as it is then.
 */
export function chosenRows(
  db: Db,
  { keys, columns, rows }: Choice,
): { readonly count: number; readonly rows: Iterable<Row> } {
  db.exec('DROP TABLE IF EXISTS temp.chosen');
  db.exec(`CREATE TEMP TABLE chosen (n INTEGER PRIMARY KEY, ${columns.join(', ')})`);
  const count = db.prepare(`INSERT INTO temp.chosen (${columns.join(', ')}) ${keys.sql}`).run(keys.params).changes;
  return { count, rows: read(db, rows, count) };
}

function* read(db: Db, rows: string, count: number): Generator<Row> {
  const chunk = db.prepare<[number, number], Row>(`${rows} WHERE chosen.n > ? AND chosen.n <= ? ORDER BY chosen.n`);
  for (let start = 0; start < count; start += CHUNK_COUNT) yield* chunk.all(start, start + CHUNK_COUNT);
}
