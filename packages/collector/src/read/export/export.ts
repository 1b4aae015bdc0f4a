import { Readable } from 'node:stream';
import type { Db } from '../../persist/database.ts';
import type { Filter, Subject } from '../filter/filter.ts';
import { FilterError } from '../filter/filter-error.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { filterOptions } from '../filter-options.ts';
import { accountsTable } from './accounts-table.ts';
import type { WantedColumns } from './columns.ts';
import { csvOf } from './csv.ts';
import { capsuleLines, eventLines } from './event-lines.ts';
import { jsonlOf } from './jsonl.ts';
import { peopleTable } from './people-table.ts';
import { personJson } from './person.ts';
import { responsesTable } from './responses-table.ts';
import type { Table } from './table.ts';
import { xlsxOf } from './xlsx.ts';

/** What to export, and how. Everything in it may come from outside. */
export interface ExportRequest {
  readonly what: 'accounts' | 'events' | 'profile' | 'profiles' | 'responses';
  /** A person is `json` unless it is `jsonl`, events are the latter; the others are a table. */
  readonly format?: 'csv' | 'json' | 'jsonl' | 'xlsx' | undefined;
  /** A filter of people, or of accounts, as JSON text. */
  readonly filter?: string | undefined;
  /** Only whom this text means. */
  readonly find?: string | undefined;
  /** Only who is in this segment, of people or of accounts. */
  readonly segment?: string | undefined;
  readonly everybody?: boolean | undefined;
  /** Names with commas between them; `all` for every column. */
  readonly columns?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  /** Whether the heads of columns are labels instead of names. */
  readonly labels?: boolean | undefined;
  /** Whether texts in CSV stay as they are, though a spreadsheet program may take them for formulas. */
  readonly raw?: boolean | undefined;
  readonly survey_id?: string | undefined;
  /** `u:<userId>` or `a:<anonymousId>`, of `profile`. */
  readonly profile_id?: string | undefined;
}

/** An export that begins. */
export interface Export {
  /** Reads the database while it is read: constant memory, whatever the size. */
  readonly content: Readable;
  /** How many rows a table will have at most; null for the rest. */
  readonly count: number | null;
}

/** What lists show by default. */
const COLUMNS = {
  accounts: 'account_id,name,user_count,session_count,last_seen_at',
  profiles: 'profile_id,type,name,email,last_country,session_count,last_seen_at',
} as const;

/**
 * Begins an export.
 * @param db opened by `openExport`; in use until the content has ended.
 * @param onRows told how many rows of a table have been read.
 * @throws FilterError, NotFound when the request makes no sense, or is about nobody.
 */
export function beginExport(db: Db, request: ExportRequest, now: number, onRows?: (count: number) => void): Export {
  if (request.what === 'events') return { content: Readable.from(eventLines(db)), count: null };
  if (request.what === 'profile') {
    const write = request.format === 'jsonl' ? capsuleLines : personJson;
    return { content: Readable.from(write(db, request.profile_id ?? '')), count: null };
  }
  const table = tableOf(db, request, now);
  const { labels: hasLabels = false, raw: isRaw = false } = request;
  const watched = onRows ? { ...table, rows: counted(table.rows, onRows) } : table;
  const lines = () => (request.format === 'jsonl' ? jsonlOf(watched) : csvOf(watched, { hasLabels, isRaw }));
  const content = request.format === 'xlsx' ? xlsxOf(watched, { hasLabels }) : Readable.from(lines());
  return { content, count: table.count };
}

function tableOf(db: Db, request: ExportRequest, now: number): Table {
  const { what, everybody: isEverybody, sort, order, survey_id: surveyId } = request;
  const options = filterOptions(db, now);
  const subject = what === 'accounts' ? 'accounts' : 'profiles';
  const selection = { filter: filterOf(request, subject), find: request.find, isEverybody };
  if (what === 'responses') return responsesTable(db, { ...selection, surveyId }, options);
  const { columns = COLUMNS[subject] } = request;
  const wanted: WantedColumns = columns === 'all' ? columns : columns.split(',').filter(Boolean);
  const list = { ...selection, columns: wanted, sort, isAscending: order === 'asc' };
  return subject === 'accounts' ? accountsTable(db, list, options) : peopleTable(db, list, options);
}

function filterOf({ filter, segment }: ExportRequest, subject: Subject): Filter | undefined {
  const parts = [
    ...(filter === undefined ? [] : [parseFilter(parseJson(filter), subject)]),
    ...(segment === undefined ? [] : [parseFilter({ segment }, subject)]),
  ];
  return parts.length > 1 ? { kind: 'all', filters: parts } : parts[0];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FilterError('filter', 'must be JSON');
  }
}

const STEP_COUNT = 1_000;

function* counted<T>(rows: Iterable<T>, onRows: (count: number) => void): Generator<T> {
  let count = 0;
  for (const row of rows) {
    yield row;
    if (++count % STEP_COUNT === 0) onRows(count);
  }
}
