import type { Db } from '../persist/database.ts';
import { ACCOUNT_ATTRIBUTES, PROFILE_ATTRIBUTES } from './filter/attributes.ts';
import { fewest } from './filter/fewest.ts';
import type { Filter, Subject } from './filter/filter.ts';
import { type FilterSqlOptions, filterSql, type SqlCondition } from './filter/filter-sql.ts';
import { type Found, find } from './find.ts';
import { type ListColumn, listColumn } from './list-column.ts';
import { ANY, firstPage, type Page, type PageRequest, type Part, type Row, readPage } from './page.ts';
import { recentCountsFor, seenLast } from './seen-last.ts';

/** Which people or accounts are wanted. */
export interface Selection {
  readonly subject: Subject;
  readonly filter?: Filter | undefined;
  /** Only whom this text means: people as {@link find} does, accounts by a part of their name or id. */
  readonly find?: string | undefined;
  /** Also people who are left out of totals: excluded, for testing, bots. */
  readonly isEverybody?: boolean | undefined;
}

/** A list of people or accounts. */
export interface ListRequest extends Selection, Pick<PageRequest, 'after' | 'isAscending' | 'limit'> {
  /** An attribute, or a trait as `traits.KEY`; `last_seen_at` by default. */
  readonly sort?: string | undefined;
}

const SUBJECTS = {
  accounts: { alias: 'a', attributes: ACCOUNT_ATTRIBUTES, id: 'account_id' },
  profiles: { alias: 'p', attributes: PROFILE_ATTRIBUTES, id: 'profile_id' },
} as const;

/** A page of people or accounts. */
export interface ListPage extends Page {
  /** How the text that was to be found was understood, where people were looked for. */
  readonly match?: Found['match'];
}

/**
 * Reads a page of people or accounts.
 * @throws FilterError on an unknown column, segment or cursor.
 */
export function listRows(
  db: Db,
  request: ListRequest,
  options: Omit<FilterSqlOptions, 'of'>,
  recentCounts?: readonly number[],
): ListPage {
  const { alias, attributes, id } = SUBJECTS[request.subject];
  const { sort = 'last_seen_at', isAscending, limit, after } = request;
  const column = listColumn(alias, attributes, 'sort', sort);
  const select = `${alias}.*`;
  const found = foundBy(db, request);
  const match = found?.match;
  const isNarrowed = request.filter !== undefined || found !== undefined;
  const isBySeen = request.subject === 'profiles' && isNarrowed && sort === 'last_seen_at' && !isAscending;
  const asked: PageRequest = {
    ...joined(rowsOf(request, { ...options, isBySeen }, found), column),
    select,
    sort: { name: 'sorted_by', sql: column.value },
    id: { name: id, sql: `${alias}.${id}` },
    ...{ isAscending, limit, after },
    // Of an account all figures are summed up at once.
    ...(request.subject === 'profiles'
      ? { rowsById: profilesById(db) }
      : { select: `a.*, ${column.value} AS sorted_by` }),
  };
  function* parts(): Generator<Part> {
    const counts = () => recentCounts ?? recentCountsFor(fewestOf(request, options, found));
    const bounds = isBySeen ? yield* seenLast(db, asked, counts(), after) : ANY;
    // What is found in few is sooner read than sought in an order.
    yield { ...joined(knownRows(request, options, found), column), bounds, isRead: isBySeen || found !== undefined };
  }

  const page = readPage(db, asked, parts());
  const whole = page.rows.map(({ sorted_by: _, ...row }) => row);
  return { ...page, rows: whole, statement: firstPage({ ...asked, select }), ...(match && { match }) };
}

function fewestOf({ filter }: Selection, options: Omit<FilterSqlOptions, 'of'>, found: Found | undefined): number {
  return Math.min(
    filter ? fewest(filter, options) : Number.POSITIVE_INFINITY,
    found?.count() ?? Number.POSITIVE_INFINITY,
  );
}

// What is sorted is narrow, and its rows mostly lie in one index.
function profilesById(db: Db): (ids: readonly string[]) => Row[] {
  const read = db.prepare<[string], Row>(
    'SELECT p.* FROM profiles AS p WHERE p.profile_id IN (SELECT value FROM json_each(?))',
  );
  return (ids) => read.all(JSON.stringify(ids));
}

/** Selects columns of everyone whom {@link listRows} lists, in its order. */
export function selectList(
  db: Db,
  { sort = 'last_seen_at', isAscending, ...selection }: Omit<ListRequest, 'after' | 'limit'>,
  options: Omit<FilterSqlOptions, 'of'>,
  columns: readonly string[],
): SqlCondition {
  const { alias, attributes, id } = SUBJECTS[selection.subject];
  const { value, ...column } = listColumn(alias, attributes, 'sort', sort);
  const { from, condition } = joined(knownRows(selection, options, foundBy(db, selection)), column);
  const direction = isAscending ? 'ASC' : 'DESC';
  return {
    sql: `SELECT ${columns.map((column) => `${alias}.${column}`).join(', ')} FROM ${from} WHERE ${condition.sql}
      ORDER BY ${value} IS NULL, ${value} ${direction}, ${alias}.${id} ${direction}`,
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
  const found = foundBy(db, selection);
  const rows = rowsOf(selection, options, found);
  const known = knownRows(selection, options, found);
  const counted = db.prepare(`SELECT count(*) FROM (SELECT 1 ${fromWhere(known)} LIMIT ?)`).pluck();
  const count = Number(counted.get([...known.condition.params, limit + 1]));
  return {
    count: Math.min(count, limit),
    isCapped: count > limit,
    statement: { sql: `SELECT count(*) ${fromWhere(rows)}`, params: rows.condition.params },
  };
}

/** How many have a value. */
interface ValueCount {
  readonly value: unknown;
  readonly count: number;
}

/** How many there are of each value of an attribute, or a trait, among those that a filter selects, the most frequent first. */
export function countsBy(
  db: Db,
  attribute: string,
  selection: Selection,
  options: Omit<FilterSqlOptions, 'of'>,
  limit: number,
): { readonly rows: readonly ValueCount[]; readonly statement: SqlCondition } {
  const { alias, attributes } = SUBJECTS[selection.subject];
  const { value, json, join } = listColumn(alias, attributes, 'by', attribute);
  const counting = (rows: Rows): SqlCondition => ({
    sql: `SELECT ${json ?? value} AS value, count(*) AS count ${fromWhere(rows)}
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
    params: [...rows.condition.params, limit],
  });
  const found = foundBy(db, selection);
  const { sql, params } = counting(joined(knownRows(selection, options, found), { join }));
  const rows = db.prepare<unknown[], ValueCount>(sql).all(params);
  const ofTraits = () => rows.map(({ value: text, count }) => ({ value: text && JSON.parse(String(text)), count }));
  const asked = joined(rowsOf(selection, options, found), { join });
  return { rows: json ? ofTraits() : rows, statement: counting(asked) };
}

type Rows = Pick<PageRequest, 'condition' | 'from'>;

// Accounts are few: a part of their name or id is looked for in all.
function foundBy(db: Db, { subject, find: text }: Selection): Found | undefined {
  return subject === 'accounts' || text === undefined ? undefined : find(db, text);
}

function rowsOf(
  { subject, filter, find: text, isEverybody = false }: Selection,
  options: Omit<FilterSqlOptions, 'of'>,
  found: Found | undefined,
): Rows {
  const met = filter ? filterSql(filter, { ...options, of: subject }) : ANY;
  if (subject === 'profiles') {
    return {
      from: isEverybody ? 'profiles AS p' : 'counted_profiles AS p',
      condition: found ? both(found.condition, met) : met,
    };
  }
  return {
    from: 'accounts AS a',
    condition: text === undefined ? met : both(filterSql(named(text.trim()), { ...options, of: subject }), met),
  };
}

/** The same rows as those of {@link rowsOf}, through the index that knows whom a text means. */
function knownRows(selection: Selection, options: Omit<FilterSqlOptions, 'of'>, found: Found | undefined): Rows {
  const index = found?.index?.();
  if (!index) return rowsOf(selection, options, found);
  const { from, condition } = rowsOf(selection, options, undefined);
  return { from: `${index.from} CROSS JOIN ${from}`, condition: both(index.condition, condition) };
}

function named(text: string): Filter {
  const tests = [{ op: 'contains', text }] as const;
  return {
    kind: 'any',
    filters: ['name', 'account_id'].map((name) => ({ kind: 'attribute', name, type: 'text', tests })),
  };
}

// What a join binds comes first: it stands before the condition.
function joined({ from, condition: { sql, params } }: Rows, { join }: Pick<ListColumn, 'join'>): Rows {
  return { from: from + join.sql, condition: { sql, params: [...join.params, ...params] } };
}

function fromWhere({ from, condition }: Rows): string {
  return `FROM ${from} WHERE ${condition.sql}`;
}

function both(one: SqlCondition, other: SqlCondition): SqlCondition {
  return { sql: `${one.sql} AND ${other.sql}`, params: [...one.params, ...other.params] };
}
