import type { Statement } from 'better-sqlite3';
import type { Db } from './database.ts';
import { EVENT_COLUMNS, type eventValues } from './event-row.ts';

/** Statements kept, one for each set of columns that rows fill. A site's messages know a few dozen. */
const MAX_STATEMENTS = 200;

/**
 * Prepares the insertion of rows into `event_log`, of values in the order of {@link EVENT_COLUMNS}. Columns that are null
 * are left out: a third of them are, and to bind a null takes as long as to bind a text.
 * @returns what inserts a row, and says whether it did: not, where its message is there.
 */
export function eventInserter(db: Db): (values: ReturnType<typeof eventValues>) => boolean {
  const statements = new Map<number, Statement<unknown[]>>();
  const prepare = (values: ReturnType<typeof eventValues>) => {
    const columns = EVENT_COLUMNS.filter((_, index) => values[index] !== null);
    return db.prepare(
      `INSERT INTO event_log (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (message_id, stream) DO NOTHING`,
    );
  };
  return (values) => {
    const filled = [];
    // A bit for each column; a number holds 53.
    let filledColumns = 0;
    for (const value of values) {
      filledColumns *= 2;
      if (value === null) continue;
      filledColumns += 1;
      filled.push(value);
    }
    let statement = statements.get(filledColumns);
    if (!statement) {
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statement = prepare(values);
      statements.set(filledColumns, statement);
    }
    return statement.run(...filled).changes === 1;
  };
}
