import { ConfigError } from '../config.ts';
import { openReadOnly } from '../persist/database.ts';
import { type Cell, formatCsv, formatJson, formatTable } from './format-rows.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { stopWhenReaderLeaves } from './stop-when-reader-leaves.ts';

const USAGE = `Usage: kith sql [--db FILE] [--json | --csv] "select …"

Runs one query on the database, read-only, beside a running collector too, and prints a table, JSON or CSV.
`;

/** `kith sql`: prints the rows of a query. The database is opened read-only. */
export async function sqlCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('sql', flags, { booleans: ['json', 'csv'] });
  const [sql = ''] = positionals;
  if (values.help || sql === '') return showUsage(USAGE, values);
  if (positionals.length > 1) throw new ConfigError('put the query in quotes: it must be one argument.');
  const { columns, rows } = query(databaseConfig(values).database, sql);
  const format = values.json ? formatJson : values.csv ? formatCsv : formatTable;
  stopWhenReaderLeaves();
  process.stdout.write(format(columns, rows));
}

function query(path: string, sql: string): { columns: string[]; rows: Cell[][] } {
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
