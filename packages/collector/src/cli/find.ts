import { ConfigError } from '../config.ts';
import { type Db, openReadOnly } from '../persist/database.ts';
import type { Filter, Subject } from '../read/filter/filter.ts';
import { FilterError } from '../read/filter/filter-error.ts';
import { parseFilter } from '../read/filter/parse-filter.ts';
import { filterOptions } from '../read/filter-options.ts';
import { countRows, type ListRequest, listRows } from '../read/list.ts';
import type { Row } from '../read/page.ts';
import { runnableSql } from '../read/runnable-sql.ts';
import { searchProfiles } from '../read/search.ts';
import { formatCsv, formatJson, formatTable } from './format-rows.ts';
import { type Arguments, databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { readJson } from './read-json.ts';

const USAGE = `Usage: kith find TEXT [--limit COUNT] [--columns NAMES] [--show-sql] [--json | --csv] [--db FILE]
       kith find [--filter JSON] [--segment ID] [--accounts] [--sort COLUMN] [--ascending] [--limit COUNT] [--after NEXT]
                 [--columns NAMES] [--everybody] [--count] [--show-sql] [--json | --csv] [--db FILE]

With a text: people who have it as an identifier, else those whose name or email address contains it. Without: people, or
accounts with --accounts, that a filter selects: whoever was seen last comes first. Excluded people, test
profiles and bots are left out unless --everybody is given. --count prints how many there are, --show-sql the query that
says the same.
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

/** `kith find`: finds people by an identifier or a part of their name, lists people or accounts that a filter selects. */
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

function answer(db: Db, given: Given): string {
  const {
    values,
    positionals: [text],
  } = given;
  if (text === undefined) return list(db, given);
  const foreign = ['filter', 'segment', 'accounts', 'sort', 'after', 'count'].find((flag) =>
    Object.hasOwn(values, flag),
  );
  if (foreign !== undefined) throw new ConfigError(`a text does not go together with --${foreign}.`);
  const { rows, statement } = searchProfiles(db, text, limitOf(values.limit));
  return values['show-sql'] ? `${runnableSql(statement)}\n` : format(rows, 'profiles', given);
}

function list(db: Db, given: Given): string {
  const { values } = given;
  const subject = values.accounts ? 'accounts' : 'profiles';
  const request: ListRequest = {
    subject,
    filter: filterOf(values, subject),
    sort: values.sort,
    isAscending: values.ascending,
    isEverybody: values.everybody,
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
  return format(rows, subject, given) + more;
}

function format(rows: readonly Row[], subject: Subject, { values }: Given): string {
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
