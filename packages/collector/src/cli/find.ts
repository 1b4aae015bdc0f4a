import { ConfigError } from '../config.ts';
import { type Db, openReadOnly } from '../persist/database.ts';
import type { Filter, Subject } from '../read/filter/filter.ts';
import { FilterError } from '../read/filter/filter-error.ts';
import { parseFilter } from '../read/filter/parse-filter.ts';
import { filterOptions } from '../read/filter-options.ts';
import { countRows, type ListRequest, listRows } from '../read/list.ts';
import type { Row } from '../read/page.ts';
import { runnableSql } from '../read/runnable-sql.ts';
import { formatCsv, formatJson, formatTable } from './format-rows.ts';
import { type Arguments, databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { readJson } from './read-json.ts';

const USAGE = `Usage: kith find [TEXT] [--filter JSON] [--segment ID] [--accounts] [--sort COLUMN] [--ascending] [--limit COUNT] [--after NEXT]
                 [--columns NAMES] [--everybody] [--count] [--show-sql] [--json | --csv] [--db FILE]

Lists people, or accounts with --accounts: with a text those who have it as an identifier, where nobody has those whose name or
email address contains it (of accounts, whose name or id does); with a filter or a segment those whom it selects. Whoever was
seen last comes first. Excluded people, test profiles and bots are left out unless a text or --everybody is given. --count prints
how many there are, --show-sql the query that says the same.
`;

const FLAGS = {
  strings: ['filter', 'segment', 'sort', 'limit', 'after', 'columns'],
  booleans: ['accounts', 'ascending', 'everybody', 'count', 'show-sql', 'json', 'csv'],
} as const;

const COLUMNS: Readonly<Record<Subject, string>> = {
  accounts: 'account_id,name,user_count,session_count,last_seen_at',
  profiles: 'profile_id,type,name,email,last_country,session_count,last_seen_at',
};
const MAX_LIMIT = 1_000;

/** `kith find`: lists the people or accounts that a text means or a filter selects. */
export async function findCommand(flags: readonly string[]): Promise<void> {
  const given = readArguments('find', flags, FLAGS);
  const { values, positionals } = given;
  if (values.help) return showUsage(USAGE, values);
  if (positionals.length > 1) {
    throw new ConfigError('put the text in quotes: it must be one argument. See kith find --help.');
  }
  const config = databaseConfig(values);
  const db = openReadOnly(config.database);
  try {
    process.stdout.write(answer(db, given));
  } catch (error) {
    throw error instanceof FilterError ? new ConfigError(`${error.message}.`) : error;
  } finally {
    db.close();
  }
}

type Given = Arguments<typeof FLAGS>;

function answer(db: Db, { values, positionals: [text] }: Given): string {
  const subject = values.accounts ? 'accounts' : 'profiles';
  const request: ListRequest = {
    subject,
    filter: filterOf(values, subject),
    sort: values.sort,
    isAscending: values.ascending,
    find: text,
    isEverybody: values.everybody || text !== undefined,
    limit: limitOf(values.limit),
    after: values.after,
  };
  const options = filterOptions(db, Date.now());
  if (values.count) {
    const { count, statement } = countRows(db, request, options, Number.MAX_SAFE_INTEGER - 1);
    return values['show-sql'] ? `${runnableSql(statement)}\n` : `${count}\n`;
  }
  const { rows, next, statement } = listRows(db, request, options);
  if (values['show-sql']) return `${runnableSql(statement)}\n`;
  const more = next === null || values.json || values.csv ? '' : `More: --after ${next}\n`;
  return format(rows, subject, values) + more;
}

function format(rows: readonly Row[], subject: Subject, values: Given['values']): string {
  const columns = (values.columns ?? COLUMNS[subject]).split(',');
  const unknown = columns.find((column) => rows[0] && !Object.hasOwn(rows[0], column));
  if (unknown !== undefined) throw new ConfigError(`there is no column ${unknown}: docs/data-model.md lists them.`);
  const cells = rows.map((row) => columns.map((column) => row[column] ?? null));
  if (values.json) return formatJson(columns, cells);
  return values.csv ? formatCsv(columns, cells) : formatTable(columns, cells);
}

function filterOf({ filter, segment }: Given['values'], subject: Subject): Filter | undefined {
  const parts = [
    ...(filter === undefined ? [] : [parseFilter(readJson(filter), subject)]),
    ...(segment === undefined ? [] : [parseFilter({ segment }, subject)]),
  ];
  return parts.length > 1 ? { kind: 'all', filters: parts } : parts[0];
}

function limitOf(text = '20'): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= MAX_LIMIT) return limit;
  throw new ConfigError(`--limit takes a whole number from 1 to ${MAX_LIMIT}.`);
}
