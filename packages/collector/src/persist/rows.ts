import type { Db } from './database.ts';

/** A value that SQLite can hold, as the fold's rows use them. */
type Value = number | string | null;

/** A row by column. */
type Row = Readonly<Record<string, Value>>;

/** Prepares the insertion of whole rows, or their change by primary key; columns are read off the table itself. */
export function rowWriter(db: Db, table: string): (row: object) => void {
  const columns = columnsOf(db, table);
  const key = keyColumnsOf(db, table);
  const changes = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  // A change, not a replacement: a replaced row moves to another page, and so do its neighbours in time.
  const statement = db.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (${key.join(', ')}) DO ${changes.length > 0 ? `UPDATE SET ${changes.join(', ')}` : 'NOTHING'}`,
  );
  return (row) => statement.run(valuesOf(row, columns));
}

/**
 * Prepares the change of a row from what is stored of it to what it is now. One that stays as it is is not written.
 * @param usual columns that change often: where no other does, only they are written, and the indexes over them.
 */
export function rowChanger<T extends object>(
  db: Db,
  table: string,
  usual: readonly (keyof T & string)[],
): (before: T | undefined, after: T) => void {
  const write = rowWriter(db, table);
  const others = columnsOf(db, table).filter((column) => !(usual as readonly string[]).includes(column));
  const setUsual = columnSetter(db, table, usual);
  const bound = [...usual, ...keyColumnsOf(db, table)];
  const isChanged = (a: Row, b: Row, columns: readonly string[]) => columns.some((column) => a[column] !== b[column]);
  return (before, after) => {
    if (!before || isChanged(before as Row, after as Row, others)) write(after);
    else if (isChanged(before as Row, after as Row, usual)) setUsual(valuesOf(after, bound));
  };
}

/** Prepares the change of some columns of a row: of their values, in this order, and behind them the primary key's. */
export function columnSetter(db: Db, table: string, columns: readonly string[]): (values: readonly Value[]) => void {
  const key = keyColumnsOf(db, table);
  const statement = db.prepare(
    `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')}
     WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`,
  );
  return (values) => statement.run(values);
}

/**
 * Prepares the replacement of all rows of an owner in a table. Rows which stay as they are are not written.
 * @param owner the columns that say whose a row is.
 * @param onChange told of every row that changes, comes or goes.
 */
export function ownRowsWriter<T extends object>(
  db: Db,
  table: string,
  owner: readonly string[],
  onChange?: (before: T | undefined, after: T | undefined) => void,
): (ownerId: readonly string[], rows: readonly T[]) => void {
  const columns = columnsOf(db, table);
  const key = keyColumnsOf(db, table);
  const write = rowWriter(db, table);
  const stored = db.prepare<unknown[], Row>(
    `SELECT * FROM ${table} WHERE ${owner.map((column) => `${column} = ?`).join(' AND ')}`,
  );
  const remove = db.prepare(`DELETE FROM ${table} WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`);
  const keyOf = (row: object) => JSON.stringify(valuesOf(row, key));
  return (ownerId, rows) => {
    const unseen = new Map(stored.all(ownerId).map((row) => [keyOf(row), row]));
    for (const row of rows) {
      const before = unseen.get(keyOf(row));
      unseen.delete(keyOf(row));
      if (before && columns.every((column) => before[column] === (row as Row)[column])) continue;
      onChange?.(before as T | undefined, row);
      write(row);
    }
    for (const row of unseen.values()) {
      onChange?.(row as T, undefined);
      remove.run(valuesOf(row, key));
    }
  };
}

function columnsOf(db: Db, table: string): string[] {
  return db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
}

function keyColumnsOf(db: Db, table: string): string[] {
  return db.prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0').pluck().all(table);
}

// Values by place: binding them by name costs as much as the insertion.
function valuesOf(row: object, columns: readonly string[]): Value[] {
  return columns.map((column) => (row as Row)[column] as Value);
}
