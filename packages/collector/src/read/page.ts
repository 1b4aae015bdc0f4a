import type { Db } from '../persist/database.ts';
import { cursorText, readCursor } from './cursor.ts';
import type { SqlCondition } from './filter/filter-sql.ts';

/** A row as SQL has it. */
export type Row = Readonly<Record<string, number | string | null>>;

/** A list in pages. */
export interface PageRequest {
  /** What a row is made of: columns, with their relation where several are joined. */
  readonly select: string;
  /** Reads the rows of a page by their ids, in any order; `select` may then be wider than what is sorted. */
  readonly rowsById?: (ids: readonly string[]) => readonly Row[];
  /** The relation or the join, as `profiles AS p`. */
  readonly from: string;
  readonly condition: SqlCondition;
  /** The column that orders the list, and the one that tells its rows apart; both are selected under their name. */
  readonly sort: Column;
  readonly id: Column;
  /** Largest first, as by default. What has no value comes last either way. */
  readonly isAscending?: boolean | undefined;
  /** Rows of a page. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** A column by its name in rows, and as it is written in SQL. */
export interface Column {
  readonly name: string;
  readonly sql: string;
}

/** Rows of a list, in the way in which they are best read. */
export interface Part extends Pick<PageRequest, 'condition' | 'from'> {
  /** Between which values of the sorted column they lie; all by default. */
  readonly bounds?: SqlCondition;
  /** Whether no index is to put them in order: what is rare is found sooner by reading all rows as they lie. */
  readonly isRead?: boolean;
}

/** A page of a list. */
export interface Page {
  readonly rows: readonly Row[];
  /** What to ask the next page with; null at the end. */
  readonly next: string | null;
  /** The statement that gives the first page. */
  readonly statement: SqlCondition;
}

/** Everything. */
export const ANY: SqlCondition = { sql: '1', params: [] };

/**
 * Reads a page. Pages follow each other by the values of their last row, not by counting, so that a late page costs what
 * the first one does and nothing is skipped or shown twice when rows come and go.
 * @param parts the rows in parts, each of which comes before the next in the order of the list; read until the page is full. Those
 *   without a value in the sorted column are looked for by the last part.
 * @throws FilterError on a cursor that is none.
 */
export function readPage(db: Db, request: PageRequest, parts: Iterable<Part> = [request]): Page {
  const { rowsById, sort, id, isAscending = false, limit } = request;
  const select = rowsById ? `${id.sql}, ${sort.sql} AS ${sort.name}` : request.select;
  const [direction, beyond] = isAscending ? ['ASC', '>'] : ['DESC', '<'];
  const after = request.after === undefined ? undefined : readCursor(request.after);

  function read({ from, condition, isRead }: Part, where: SqlCondition, count: number): Row[] {
    const key = isRead ? `+${sort.sql}` : sort.sql;
    const statement = db.prepare<unknown[], Row>(
      `SELECT ${select} FROM ${from} WHERE ${condition.sql} AND ${where.sql} ORDER BY ${key} ${direction}, ${id.sql} ${direction} LIMIT ?`,
    );
    return statement.all([...condition.params, ...where.params, count]);
  }

  function knownOf(part: Part): SqlCondition {
    const key = part.isRead ? `+${sort.sql}` : sort.sql;
    const { sql, params } = part.bounds ?? ANY;
    if (after?.value == null) return { sql: `${key} IS NOT NULL AND ${sql}`, params };
    return { sql: `(${key}, ${id.sql}) ${beyond} (?, ?) AND ${sql}`, params: [after.value, after.id, ...params] };
  }

  // Rows with a value, then those without: one range of an index each.
  const one = limit + 1;
  const rows: Row[] = [];
  let last: Part = request;
  for (const part of parts) {
    last = part;
    if (after?.value !== null) rows.push(...read(part, knownOf(part), one - rows.length));
    if (rows.length === one) break;
  }
  if (rows.length < one) {
    const isUnknown = `${sort.sql} IS NULL`;
    const unknown =
      after?.value === null
        ? { sql: `${isUnknown} AND ${id.sql} ${beyond} ?`, params: [after.id] }
        : { sql: isUnknown, params: [] };
    rows.push(...read(last, unknown, one - rows.length));
  }
  const shown = rows.slice(0, limit);
  const end = rows[limit - 1];
  return {
    rows: rowsById ? inOrder(shown, rowsById, id.name) : shown,
    next: rows.length > limit && end ? cursorText({ value: end[sort.name] ?? null, id: String(end[id.name]) }) : null,
    statement: firstPage(request),
  };
}

function inOrder(keys: readonly Row[], rowsById: (ids: readonly string[]) => readonly Row[], id: string): Row[] {
  const rows = new Map(rowsById(keys.map((key) => String(key[id]))).map((row) => [row[id], row]));
  return keys.flatMap((key) => {
    const row = rows.get(key[id] ?? null);
    return row ? [row] : [];
  });
}

/** The statement that gives the first page of a list. */
export function firstPage({ select, from, condition, sort, id, isAscending, limit }: PageRequest): SqlCondition {
  const direction = isAscending ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${select} FROM ${from} WHERE ${condition.sql}
      ORDER BY ${sort.sql} IS NULL, ${sort.sql} ${direction}, ${id.sql} ${direction} LIMIT ?`,
    params: [...condition.params, limit],
  };
}
