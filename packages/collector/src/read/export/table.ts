/** A value of an export. */
export type Cell = string | number | boolean | null;

/** A column of an export. */
export interface TableColumn {
  /** As in SQL; `traits.KEY` and `answers.QUESTION` for what JSON columns hold. */
  readonly name: string;
  /** What people read at its head. */
  readonly label: string;
}

/** Rows to be written somewhere, read while they are. */
export interface Table {
  readonly columns: readonly TableColumn[];
  /** How many rows there will be at most. */
  readonly count: number;
  readonly rows: Iterable<readonly Cell[]>;
}

/** The cell of what JSON holds: objects and lists as JSON text. */
export function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
