import type { Db } from '../persist/database.ts';
import { readCursor } from './cursor.ts';
import { ACCOUNT_ATTRIBUTES, PROFILE_ATTRIBUTES } from './filter/attributes.ts';
import type { Filter, Subject } from './filter/filter.ts';
import { type FilterSqlOptions, filterSql, type SqlCondition } from './filter/filter-sql.ts';
import { type Found, find } from './find.ts';
import { type ListColumn, listColumn } from './list-column.ts';
import { ANY, firstPage, type Page, type PageRequest, type Row, readPage } from './page.ts';

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

/** Of so many people, those seen last, most filters find enough for a page. */
const RECENT_COUNT = 20_000;

/** Of so many times as many another few do: where lots of people have just come, of whom nothing is known yet. */
const MORE_RECENT_FACTOR = 5;

/** Of so many for each who is wanted a text is looked for in those seen last, before it is looked up. */
const RECENT_TEXT_COUNT = 100;

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
  recentCount: number = request.find === undefined ? RECENT_COUNT : request.limit * RECENT_TEXT_COUNT,
): ListPage {
  const { alias, attributes, id } = SUBJECTS[request.subject];
  const { sort = 'last_seen_at', isAscending, limit, after } = request;
  const column = listColumn(alias, attributes, 'sort', sort);
  const select = `${alias}.*`;
  const { match, index, ...rows } = joined(rowsOf(db, request, options), column);
  const asked: PageRequest = {
    ...rows,
    select,
    sort: { name: 'sorted_by', sql: column.value },
    id: { name: id, sql: `${alias}.${id}` },
    ...{ isAscending, limit, after },
    // Of an account all figures are summed up at once.
    ...(request.subject === 'profiles'
      ? { rowsById: profilesById(db) }
      : { select: `a.*, ${column.value} AS sorted_by` }),
  };
  const isNarrowed = request.filter !== undefined || match !== undefined;
  const isBySeen = isNarrowed && sort === 'last_seen_at' && !isAscending;
  // Few are found under an identifier: those are read, whatever the order.
  const isRecent = request.subject === 'profiles' && isBySeen && match !== 'identifier';
  const known = { ...asked, ...index, sort: { ...asked.sort, isRead: isRecent || match !== undefined } };
  const counts = match === undefined ? [recentCount, recentCount * MORE_RECENT_FACTOR] : [recentCount];
  const page = (isRecent && readRecent(db, asked, counts)) || readPage(db, known);
  const whole = page.rows.map(({ sorted_by: _, ...row }) => row);
  return { ...page, rows: whole, statement: firstPage({ ...asked, select }), ...(match && { match }) };
}

// What is sorted is narrow, and its rows mostly lie in one index.
function profilesById(db: Db): (ids: readonly string[]) => Row[] {
  const read = db.prepare<[string], Row>(
    'SELECT p.* FROM profiles AS p WHERE p.profile_id IN (SELECT value FROM json_each(?))',
  );
  return (ids) => read.all(JSON.stringify(ids));
}

// People in the order in which they were seen: a page of those seen last, if it is full.
function readRecent(db: Db, page: PageRequest, counts: readonly number[]): Page | undefined {
  const { value } = page.after === undefined ? { value: '~' } : readCursor(page.after);
  if (value === null) return undefined;
  const seen = db
    .prepare<[number | string, number], string>(
      'SELECT last_seen_at FROM profile_rows WHERE last_seen_at <= ? ORDER BY last_seen_at DESC LIMIT 1 OFFSET ?',
    )
    .pluck();
  const { sql, params } = page.condition;
  for (const count of counts) {
    const oldest = seen.get(value, count);
    if (oldest === undefined) return readPage(db, page);
    const condition = { sql: `${sql} AND p.last_seen_at >= ?`, params: [...params, oldest] };
    const recent = readPage(db, { ...page, condition });
    if (recent.next !== null) return recent;
  }
  return undefined;
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
  const { from, condition } = knownRows(joined(rowsOf(db, selection, options), column));
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
  const rows = rowsOf(db, selection, options);
  const known = knownRows(rows);
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
  const asked = joined(rowsOf(db, selection, options), { join });
  const { sql, params } = counting(knownRows(asked));
  const rows = db.prepare<unknown[], ValueCount>(sql).all(params);
  const ofTraits = () => rows.map(({ value: text, count }) => ({ value: text && JSON.parse(String(text)), count }));
  return { rows: json ? ofTraits() : rows, statement: counting(asked) };
}

type Rows = Pick<PageRequest, 'condition' | 'from'>;

/** The rows of a selection; where an index knows which they are, `index` gives the same ones through it. */
interface SelectedRows extends Rows {
  readonly match?: Found['match'];
  readonly index?: Rows;
}

function rowsOf(
  db: Db,
  { subject, filter, find: text, isEverybody = false }: Selection,
  options: Omit<FilterSqlOptions, 'of'>,
): SelectedRows {
  const met = filter ? filterSql(filter, { ...options, of: subject }) : ANY;
  if (subject === 'accounts') {
    return {
      from: 'accounts AS a',
      condition: text === undefined ? met : both(filterSql(named(text.trim()), { ...options, of: subject }), met),
    };
  }
  const from = isEverybody ? 'profiles AS p' : 'counted_profiles AS p';
  if (text === undefined) return { from, condition: met };
  const { match, condition, index } = find(db, text);
  return {
    ...{ from, match, condition: both(condition, met) },
    ...(index && { index: { from: `${index.from} CROSS JOIN ${from}`, condition: both(index.condition, met) } }),
  };
}

function named(text: string): Filter {
  const tests = [{ op: 'contains', text }] as const;
  return {
    kind: 'any',
    filters: ['name', 'account_id'].map((name) => ({ kind: 'attribute', name, type: 'text', tests })),
  };
}

// What a join binds comes first: it stands before the condition.
function joined({ index, ...rows }: SelectedRows, { join }: Pick<ListColumn, 'join'>): SelectedRows {
  const withJoin = ({ from, condition: { sql, params } }: Rows): Rows => ({
    from: from + join.sql,
    condition: { sql, params: [...join.params, ...params] },
  });
  return { ...rows, ...withJoin(rows), ...(index && { index: withJoin(index) }) };
}

function knownRows({ index, ...rows }: SelectedRows): Rows {
  return index ?? rows;
}

function fromWhere({ from, condition }: Rows): string {
  return `FROM ${from} WHERE ${condition.sql}`;
}

function both(one: SqlCondition, other: SqlCondition): SqlCondition {
  return { sql: `${one.sql} AND ${other.sql}`, params: [...one.params, ...other.params] };
}
