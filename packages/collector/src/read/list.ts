import type { Db } from '../persist/database.ts';
import { readCursor } from './cursor.ts';
import { ACCOUNT_ATTRIBUTES, type Attributes, PROFILE_ATTRIBUTES } from './filter/attributes.ts';
import type { Filter, Subject } from './filter/filter.ts';
import { FilterError } from './filter/filter-error.ts';
import { type FilterSqlOptions, filterSql, type SqlCondition } from './filter/filter-sql.ts';
import { ANY, firstPage, type Page, type PageRequest, readPage } from './page.ts';

/** Which people or accounts are wanted. */
export interface Selection {
  readonly subject: Subject;
  readonly filter?: Filter | undefined;
  /** Also people who are left out of totals: excluded, for testing, bots. */
  readonly isEverybody?: boolean | undefined;
}

/** A list of people or accounts. */
export interface ListRequest extends Selection, Pick<PageRequest, 'after' | 'isAscending' | 'limit'> {
  /** A column; `last_seen_at` by default. */
  readonly sort?: string | undefined;
}

const SUBJECTS = {
  accounts: { alias: 'a', attributes: ACCOUNT_ATTRIBUTES, id: 'account_id' },
  profiles: { alias: 'p', attributes: PROFILE_ATTRIBUTES, id: 'profile_id' },
} as const;

/** Of so many people, those seen last, most filters find enough for a page. */
const RECENT_COUNT = 20_000;

/**
 * Reads a page of people or accounts.
 * @throws FilterError on an unknown column, segment or cursor.
 */
export function listRows(
  db: Db,
  request: ListRequest,
  options: Omit<FilterSqlOptions, 'of'>,
  recentCount: number = RECENT_COUNT,
): Page {
  const { alias, attributes, id } = SUBJECTS[request.subject];
  const { sort = 'last_seen_at', isAscending, limit, after } = request;
  requireAttribute(attributes, 'sort', sort);
  const page: PageRequest = {
    ...fromWhere(request, options),
    select: `${alias}.*`,
    sort: { name: sort, sql: `${alias}.${sort}` },
    id: { name: id, sql: `${alias}.${id}` },
    ...{ isAscending, limit, after },
  };
  if (request.subject === 'accounts' || request.filter === undefined || sort !== 'last_seen_at' || isAscending) {
    return readPage(db, page);
  }
  return readRecent(db, page, recentCount) ?? readPage(db, { ...page, sort: { ...page.sort, isRead: true } });
}

// People in the order in which they were seen: a page of those seen last, if it is full.
function readRecent(db: Db, page: PageRequest, recentCount: number): Page | undefined {
  const { value } = page.after === undefined ? { value: '~' } : readCursor(page.after);
  if (value === null) return undefined;
  const oldest = db
    .prepare<[number | string, number], string>(
      'SELECT last_seen_at FROM profile_rows WHERE last_seen_at <= ? ORDER BY last_seen_at DESC LIMIT 1 OFFSET ?',
    )
    .pluck()
    .get(value, recentCount);
  if (oldest === undefined) return readPage(db, page);
  const { sql, params } = page.condition;
  const condition = { sql: `${sql} AND p.last_seen_at >= ?`, params: [...params, oldest] };
  const recent = readPage(db, { ...page, condition });
  return recent.next === null ? undefined : { ...recent, statement: firstPage(page) };
}

/** Selects the ids of everyone whom {@link listRows} lists, in its order, to be read one by one. */
export function idsOf(
  { sort = 'last_seen_at', isAscending, ...selection }: Omit<ListRequest, 'after' | 'limit'>,
  options: Omit<FilterSqlOptions, 'of'>,
): SqlCondition {
  const { alias, attributes, id } = SUBJECTS[selection.subject];
  requireAttribute(attributes, 'sort', sort);
  const { from, condition } = fromWhere(selection, options);
  const direction = isAscending ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${alias}.${id} FROM ${from} WHERE ${condition.sql}
      ORDER BY ${alias}.${sort} IS NULL, ${alias}.${sort} ${direction}, ${alias}.${id} ${direction}`,
    params: condition.params,
  };
}

/** How many a filter selects: the number, or `limit` where there are more. */
export function countRows(
  db: Db,
  selection: Selection,
  options: Omit<FilterSqlOptions, 'of'>,
  limit: number,
): { readonly count: number; readonly isCapped: boolean; readonly statement: SqlCondition } {
  const { from, condition } = fromWhere(selection, options);
  const source = `FROM ${from} WHERE ${condition.sql}`;
  const counted = db.prepare(`SELECT count(*) FROM (SELECT 1 ${source} LIMIT ?)`).pluck();
  const count = Number(counted.get([...condition.params, limit + 1]));
  return {
    count: Math.min(count, limit),
    isCapped: count > limit,
    statement: { sql: `SELECT count(*) ${source}`, params: condition.params },
  };
}

/** How many there are of each value of an attribute among those that a filter selects, the most frequent first. */
export function countsBy(
  db: Db,
  attribute: string,
  selection: Selection,
  options: Omit<FilterSqlOptions, 'of'>,
  limit: number,
): { readonly rows: readonly { value: number | string | null; count: number }[]; readonly statement: SqlCondition } {
  const { alias, attributes } = SUBJECTS[selection.subject];
  requireAttribute(attributes, 'attribute', attribute);
  const { from, condition } = fromWhere(selection, options);
  const statement: SqlCondition = {
    sql: `SELECT ${alias}.${attribute} AS value, count(*) AS count FROM ${from} WHERE ${condition.sql}
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
    params: [...condition.params, limit],
  };
  const rows = db.prepare<unknown[], { value: number | string | null; count: number }>(statement.sql);
  return { rows: rows.all(statement.params), statement };
}

function requireAttribute(attributes: Attributes, path: string, name: string): void {
  if (!attributes.has(name)) throw new FilterError(path, `must be one of ${[...attributes.keys()].join(', ')}`);
}

function fromWhere(
  { subject, filter, isEverybody = false }: Selection,
  options: Omit<FilterSqlOptions, 'of'>,
): Pick<PageRequest, 'condition' | 'from'> {
  const people = isEverybody ? 'profiles AS p' : 'counted_profiles AS p';
  return {
    from: subject === 'accounts' ? 'accounts AS a' : people,
    condition: filter ? filterSql(filter, { ...options, of: subject }) : ANY,
  };
}
