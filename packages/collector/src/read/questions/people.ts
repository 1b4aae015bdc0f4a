import type { Db } from '../../persist/database.ts';
import { answerRow } from '../answer-row.ts';
import type { Subject } from '../filter/filter.ts';
import { FilterError } from '../filter/filter-error.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { filterOptions } from '../filter-options.ts';
import { countRows, countsBy, listRows, type Selection } from '../list.ts';
import type { Question } from '../questions.ts';
import { runnableSql } from '../runnable-sql.ts';

/** What lists of people and accounts are asked with. */
export interface ListArgs {
  /** A filter as JSON text. */
  readonly filter?: string;
  /** A text that means whoever is wanted. */
  readonly find?: string;
  readonly everybody?: boolean;
  readonly sort?: string;
  readonly order?: 'asc' | 'desc';
  readonly limit: number;
  readonly after?: string;
  readonly explain?: 'sql';
}

/** What counts of people and accounts are asked with. */
export interface CountArgs extends Pick<ListArgs, 'everybody' | 'explain' | 'filter' | 'find'> {
  readonly by?: string;
  /** Counts to the end, however long it takes. */
  readonly exact?: boolean;
  readonly limit: number;
}

/** Counting stops here: beyond it nobody reads the digits. */
export const MAX_COUNT = 10_000;

/** A page of a list. */
export function listQuestion(subject: Subject): Question {
  return (db: Db, args: ListArgs, { now }) => {
    const { limit, after, sort, order, explain } = args;
    const request = { ...selectionOf(args, subject), limit, after, sort, isAscending: order === 'asc' };
    const { rows, next, match, statement } = listRows(db, request, filterOptions(db, now));
    return {
      ...(match && { match }),
      data: rows.map(answerRow),
      next,
      ...(explain && { sql: runnableSql(statement) }),
    };
  };
}

/** How many there are: in all, up to 10,000 unless all are to be counted, or of each value of an attribute. */
export function countQuestion(subject: Subject): Question {
  return (db: Db, args: CountArgs, { now }) => {
    const selection = selectionOf(args, subject);
    const options = filterOptions(db, now);
    if (args.by === undefined) {
      const { count, isCapped, statement } = countRows(
        db,
        selection,
        options,
        args.exact ? Number.MAX_SAFE_INTEGER - 1 : MAX_COUNT,
      );
      return { count, is_capped: isCapped, ...(args.explain && { sql: runnableSql(statement) }) };
    }
    const { rows, statement } = countsBy(db, args.by, selection, options, args.limit);
    return { data: rows, ...(args.explain && { sql: runnableSql(statement) }) };
  };
}

function selectionOf(
  { filter, find, everybody }: Pick<ListArgs, 'everybody' | 'filter' | 'find'>,
  subject: Subject,
): Selection {
  return {
    ...{ subject, find },
    filter: filter === undefined ? undefined : parseFilter(readFilterText(filter), subject),
    isEverybody: everybody,
  };
}

/** Reads a filter that comes as text. @throws FilterError where it is no JSON. */
export function readFilterText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FilterError('filter', 'must be JSON');
  }
}
