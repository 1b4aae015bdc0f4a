import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { openReadOnly } from '../persist/database.ts';
import { type Cell, formatCsv, formatJson, formatTable } from './format-rows.ts';

const USAGE = `Usage: kith sql [--db FILE] [--json | --csv] "select …"

Runs one query on the database, read-only, beside a running collector too, and prints a table, JSON or CSV.
`;

/** `kith sql`: prints the rows of a query. The database is opened read-only. */
export async function sqlCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = parseFlags(flags);
  const [sql = ''] = positionals;
  if (values.help || sql === '') {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  if (positionals.length > 1) throw new ConfigError('put the query in quotes: it must be one argument.');
  const { database: path } = readConfig(values.db === undefined ? [] : [`--db=${values.db}`], process.env);
  const { columns, rows } = query(path, sql);
  const format = values.json ? formatJson : values.csv ? formatCsv : formatTable;
  process.stdout.on('error', stopWhenReaderLeaves);
  process.stdout.write(format(columns, rows));
}

function parseFlags(flags: readonly string[]) {
  const boolean = { type: 'boolean' } as const;
  try {
    const options = { db: { type: 'string' }, json: boolean, csv: boolean, help: boolean } as const;
    return parseArgs({ args: [...flags], options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See kith sql --help.`);
  }
}

function query(path: string, sql: string): { columns: string[]; rows: Cell[][] } {
  if (!existsSync(path)) throw new ConfigError(`there is no database at ${path}: name it with --db or KITH_DB.`);
  const database = openReadOnly(path);
  try {
    const statement = database.prepare(sql);
    if (!statement.reader) throw new ConfigError('kith sql answers queries only: it changes nothing.');
    const columns = statement.columns().map(({ name }) => name);
    return { columns, rows: statement.raw().all() as Cell[][] };
  } catch (error) {
    throw error instanceof ConfigError ? error : new ConfigError(`${error instanceof Error ? error.message : error}`);
  } finally {
    database.close();
  }
}

function stopWhenReaderLeaves(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
