import type { Db } from '../persist/database.ts';
import { cursorText, readCursor } from './cursor.ts';
import { ACCOUNT_ATTRIBUTES, PROFILE_ATTRIBUTES } from './filter/attributes.ts';
import type { Filter, Subject } from './filter/filter.ts';
import { FilterError } from './filter/filter-error.ts';
import { type FilterSqlOptions, filterSql, type SqlCondition } from './filter/filter-sql.ts';

/** Which rows of a list are wanted. */
export interface ListRequest {
  readonly subject: Subject;
  readonly filter?: Filter | undefined;
  /** A column; the one that says what is newest by default. */
  readonly sort?: string | undefined;
  /** Largest first, as by default. What has no value comes last either way. */
  readonly isAscending?: boolean | undefined;
  /** Rows of a page. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** Also people who are left out of totals: excluded, for testing, bots. */
  readonly isEverybody?: boolean | undefined;
}

/** A row of the relation `profiles` or `accounts`. */
export type ListRow = Readonly<Record<string, number | string | null>>;

/** A page of a list. */
export interface Page {
  readonly rows: readonly ListRow[];
  /** What to ask the next page with; null at the end. */
  readonly next: string | null;
  /** The statement that gives the first page. */
  readonly statement: SqlCondition;
}

const SUBJECTS = {
  accounts: { alias: 'a', attributes: ACCOUNT_ATTRIBUTES, id: 'account_id', sort: 'last_seen_at' },
  profiles: { alias: 'p', attributes: PROFILE_ATTRIBUTES, id: 'profile_id', sort: 'last_seen_at' },
} as const;

/**
 * Reads a page of people or accounts. Pages follow each other by the values of their last row, not by counting, so that a
 * late page costs what the first one does and nobody is skipped or shown twice when rows come and go.
 * @throws FilterError on an unknown column or a cursor of another list.
 */
export function listRows(db: Db, request: ListRequest, options: Omit<FilterSqlOptions, 'of'>): Page {
  const { subject, limit, isAscending = false } = request;
  const { alias, attributes, id, sort: newest } = SUBJECTS[subject];
  const sort = request.sort ?? newest;
  if (!attributes.has(sort)) throw new FilterError('sort', `must be one of ${[...attributes.keys()].join(', ')}`);
  const condition = request.filter ? filterSql(request.filter, { ...options, of: subject }) : { sql: '1', params: [] };
  const relation = relationOf(request);
  const column = `${alias}.${sort}`;
  const key = `${alias}.${id}`;
  const [direction, beyond] = isAscending ? ['ASC', '>'] : ['DESC', '<'];

  function read(where: string, params: SqlCondition['params'], count: number): ListRow[] {
    return count === 0
      ? []
      : db.prepare<unknown[], ListRow>(select(where)).all([...condition.params, ...params, count]);
  }
  function select(where: string): string {
    return `SELECT ${alias}.* FROM ${relation} AS ${alias} WHERE ${condition.sql} AND ${where}
      ORDER BY ${column} ${direction}, ${key} ${direction} LIMIT ?`;
  }

  // Rows with a value, then those without: one range of an index each.
  const after = request.after === undefined ? undefined : readCursor(request.after);
  const one = limit + 1;
  const known =
    after === undefined
      ? read(`${column} IS NOT NULL`, [], one)
      : after.value === null
        ? []
        : read(`(${column}, ${key}) ${beyond} (?, ?)`, [after.value, after.id], one);
  const unknown =
    after?.value === null
      ? read(`${column} IS NULL AND ${key} ${beyond} ?`, [after.id], one - known.length)
      : read(`${column} IS NULL`, [], one - known.length);
  const rows = [...known, ...unknown];
  const last = rows[limit - 1];
  return {
    rows: rows.slice(0, limit),
    next: rows.length > limit && last ? cursorText({ value: last[sort] ?? null, id: String(last[id]) }) : null,
    statement: {
      sql: `SELECT ${alias}.* FROM ${relation} AS ${alias} WHERE ${condition.sql}
        ORDER BY ${column} IS NULL, ${column} ${direction}, ${key} ${direction} LIMIT ?`,
      params: [...condition.params, limit],
    },
  };
}

/** How many a filter selects: the number, or `limit` where there are more. */
export function countRows(
  db: Db,
  request: Pick<ListRequest, 'filter' | 'isEverybody' | 'subject'>,
  options: Omit<FilterSqlOptions, 'of'>,
  limit: number,
): { readonly count: number; readonly isCapped: boolean; readonly statement: SqlCondition } {
  const { alias } = SUBJECTS[request.subject];
  const condition = request.filter
    ? filterSql(request.filter, { ...options, of: request.subject })
    : { sql: '1', params: [] };
  const from = `FROM ${relationOf(request)} AS ${alias} WHERE ${condition.sql}`;
  const count = Number(
    db
      .prepare(`SELECT count(*) FROM (SELECT 1 ${from} LIMIT ?)`)
      .pluck()
      .get([...condition.params, limit + 1]),
  );
  return {
    count: Math.min(count, limit),
    isCapped: count > limit,
    statement: { sql: `SELECT count(*) ${from}`, params: condition.params },
  };
}

function relationOf({ subject, isEverybody = false }: Pick<ListRequest, 'isEverybody' | 'subject'>): string {
  if (subject === 'accounts') return 'accounts';
  return isEverybody ? 'profiles' : 'counted_profiles';
}
