import type { Db } from './database.ts';

/** Prepares the insertion of whole rows, or their replacement by primary key; columns are read off the table itself. */
export function rowWriter(db: Db, table: string): (row: object) => void {
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const statement = db.prepare(
    `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  return (row) => statement.run(row);
}
