import { readFileSync } from 'node:fs';
import { isObject } from '@kith/protocol';
import { type ImportReport, ImportStopped } from '../collect/import/import-rows.ts';
import type { Mapping } from '../collect/import/mapping.ts';
import { type Config, ConfigError } from '../config.ts';
import { importFile, mistakeIn, sendNowhere } from './import-file.ts';
import { withSender } from './import-sender.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, type FlagValues, readArguments, showUsage } from './read-arguments.ts';
import { watchFolder } from './watch-folder.ts';

const USAGE = `Usage: kith import FILE [--map COLUMN=TARGET]… [--mapping FILE] [--only] [--dry-run] [--db FILE]
       kith import --watch FOLDER [--once] [--map COLUMN=TARGET]… [--mapping FILE] [--only] [--db FILE]

Imports people from a CSV file with a head, or messages in the format of Segment from a .jsonl file; both may be compressed (.gz).
TARGET is userId, anonymousId, accountId, timestamp, traits.KEY or account.KEY, with a type where the value is no text, as in
traits.seats:number; empty, the column is ignored. Columns that are not mapped are what their names say, a trait if nothing
else; with --only they are ignored. --mapping reads the same from a JSON file of COLUMN: TARGET. --dry-run stores nothing.

Refused rows go to FILE.errors.csv, with the reason. The same file again changes nothing; interrupted, begin again.

--watch imports the files that others put into FOLDER, as an SFTP server does, when they have not changed for five seconds. It moves each
to FOLDER/done, or to FOLDER/failed when it cannot be read, with a report beside it; --once ends when no file is left.
`;

const FLAGS = { lists: ['map'], strings: ['mapping', 'watch'], booleans: ['only', 'once', 'dry-run'] } as const;

/** `kith import`: stores the people or messages of a file. */
export async function importCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('import', flags, FLAGS);
  const [file] = positionals;
  const folder = values.watch;
  if (values.help || positionals.length !== (folder === undefined ? 1 : 0)) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  const mapping = mappingOf(values);
  if (folder !== undefined) return watch(folder, config, mapping, values.once === true);
  await importOnce(String(file), config, mapping, values['dry-run'] === true);
}

async function importOnce(file: string, config: Config, mapping: Mapping, isTrial: boolean): Promise<void> {
  const refusedPath = `${file}.errors.csv`;
  const bar = progressBar('bytes');
  const onProgress = (foldedCount: number, totalCount: number) => bar.update({ foldedCount, totalCount });
  const run = (send: typeof sendNowhere) => importFile(file, { mapping, send, refusedPath, onProgress });
  try {
    const report = await (isTrial ? run(sendNowhere) : withSender(config, run));
    bar.end();
    process.stdout.write(describe(report, { refusedPath, isTrial }));
    if (report.refused_row_count > 0) process.exitCode = 1;
  } catch (error) {
    bar.end();
    if (error instanceof ImportStopped) {
      throw new ConfigError(`the import stopped (${error.message}): begin again, what is stored stays.`);
    }
    const mistake = mistakeIn(error);
    throw mistake === undefined ? error : new ConfigError(`${file}: ${mistake}.`);
  }
}

/** How long a file in a folder must not change, in ms: uploads pause, too. */
const QUIET_MS = 5_000;

async function watch(folder: string, config: Config, mapping: Mapping, isOnce: boolean): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  await watchFolder(folder, {
    load: (path, refusedPath) => withSender(config, (send) => importFile(path, { mapping, send, refusedPath })),
    mistakeIn,
    say: (text) => process.stdout.write(`${text}\n`),
    signal: ending.signal,
    quietMs: QUIET_MS,
    isOnce,
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === undefined ? error : new ConfigError(`cannot watch ${folder}: ${error.message}.`);
  });
}

function describe(report: ImportReport, { refusedPath, isTrial }: { refusedPath: string; isTrial: boolean }): string {
  const { row_count: rows, accepted, duplicate, erased, expired, refused_row_count: refused } = report;
  const lines = [
    `${isTrial ? 'Nothing was stored. Read:' : 'Imported:'} ${rows} rows`,
    `  ${isTrial ? 'readable messages' : 'new messages     '} ${accepted}`,
    ...(isTrial ? [] : [`  stored before     ${duplicate}`]),
    ...(erased > 0 ? [`  of erased people  ${erased}`] : []),
    ...(expired > 0 ? [`  expired           ${expired}`] : []),
    `  refused rows      ${refused}${refused > 0 ? `, see ${refusedPath}` : ''}`,
  ];
  return `${lines.join('\n')}\n`;
}

function mappingOf({ map = [], mapping, only = false }: FlagValues<typeof FLAGS>): Mapping {
  const given = map.map((text): [string, string] => {
    const end = text.lastIndexOf('=');
    if (end < 1) throw new ConfigError('--map takes COLUMN=TARGET, as in --map "E-Mail=traits.email".');
    return [text.slice(0, end), text.slice(end + 1)];
  });
  return {
    columns: { ...(mapping === undefined ? {} : readMapping(mapping)), ...Object.fromEntries(given) },
    isOnly: only,
  };
}

function readMapping(path: string): Record<string, string> {
  try {
    const columns: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(columns) && Object.values(columns).every((value) => typeof value === 'string')) {
      return columns as Record<string, string>;
    }
  } catch {
    // Missing or no JSON: refused below, as other content is.
  }
  throw new ConfigError(`--mapping takes a JSON file such as {"E-Mail": "traits.email"}: ${path} is none.`);
}
