import { openReadOnly } from '../../src/persist/database.ts';

/** The rows of a query on a file, as lists of values. */
export function rowsIn(file: string, sql: string, ...values: readonly unknown[]): unknown[] {
  const db = openReadOnly(file);
  try {
    return db
      .prepare(sql)
      .raw()
      .all(...values);
  } finally {
    db.close();
  }
}
