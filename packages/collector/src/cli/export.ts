import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ConfigError } from '../config.ts';
import { openExport } from '../persist/database.ts';
import { beginExport, type ExportRequest } from '../read/export/export.ts';
import { FilterError } from '../read/filter/filter-error.ts';
import { NotFound } from '../read/not-found.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, type FlagValues, readArguments, showUsage } from './read-arguments.ts';
import { stopWhenReaderLeaves } from './stop-when-reader-leaves.ts';
import { noteExport } from './with-writer.ts';

const USAGE = `Usage: kith export profiles  [FILE] [--find TEXT] [--segment ID] [--filter JSON] [--everybody] [--columns NAMES]
                        [--sort COLUMN] [--ascending]
       kith export accounts  [FILE] [--find TEXT] [--segment ID] [--filter JSON] [--columns NAMES] [--sort COLUMN] [--ascending]
       kith export responses [FILE] [--survey ID] [--segment ID] [--filter JSON] [--everybody]
       kith export events    [FILE]
       kith export IDENTITY  [FILE]
                 [--format csv|xlsx|jsonl] [--labels] [--raw] [--db FILE]

Writes people, accounts, survey responses, every message, or one person with everything (IDENTITY is u:<userId> or
a:<anonymousId>) into FILE, or to standard output. Tables are CSV, or XLSX or lines of JSON where FILE ends with .xlsx or .jsonl;
events are lines of JSON in the format of Segment. A person is JSON; in a FILE that ends with .jsonl their messages, which make the same
person where they are imported. A FILE that ends with .gz is compressed. --columns all takes every column, --labels puts
labels instead of names at their heads, and --raw writes texts as they are, even those that a spreadsheet program would take for formulas.
`;

const FLAGS = {
  strings: ['format', 'find', 'segment', 'filter', 'columns', 'sort', 'survey'],
  booleans: ['everybody', 'ascending', 'labels', 'raw'],
} as const;

const KINDS = ['accounts', 'events', 'profiles', 'responses'] as const;

const FORMATS = ['csv', 'xlsx', 'jsonl'] as const;

/** `kith export`: writes people, accounts, survey responses, events or one person into a file. */
export async function exportCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('export', flags, FLAGS);
  const [what, file] = positionals;
  if (values.help || what === undefined) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  const request = requestOf(what, file, values);
  if (request.format === 'xlsx' && file === undefined && process.stdout.isTTY)
    throw new ConfigError('say into which file.');
  const path = request.what === 'profile' ? 'kith export IDENTITY' : `kith export ${request.what}`;
  const reason = await noteExport(config, path, request.profile_id ?? null);
  if (reason !== undefined) process.stderr.write(`The audit does not note this: ${reason}\n`);
  const db = openExport(config.database);
  try {
    await write(db, request, file);
  } catch (error) {
    if (error instanceof FilterError || error instanceof NotFound) throw new ConfigError(`${error.message}.`);
    throw error;
  } finally {
    db.close();
  }
}

async function write(db: Parameters<typeof beginExport>[0], request: ExportRequest, file?: string): Promise<void> {
  const bar = progressBar('rows');
  const { content, count } = beginExport(db, request, Date.now(), (foldedCount) =>
    bar.update({ foldedCount, totalCount: count ?? 0 }),
  );
  if (file === undefined) {
    stopWhenReaderLeaves();
    await pipeline(content, process.stdout);
    return;
  }
  const unfinished = `${file}.part`;
  try {
    await pipeline(content, ...compression(file), createWriteStream(unfinished, { mode: 0o600 }));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error instanceof Error && 'code' in error
      ? new ConfigError(`cannot write ${file}: ${error.message}.`)
      : error;
  } finally {
    bar.end();
  }
  process.stdout.write(count === null ? `${file}\n` : `${file}: ${count} rows\n`);
}

function requestOf(what: string, file: string | undefined, values: FlagValues<typeof FLAGS>): ExportRequest {
  const { find, segment, filter, everybody, columns, sort, ascending, survey, labels, raw } = values;
  const isPerson = /^[ua]:/.test(what);
  const kind = isPerson ? 'profile' : KINDS.find((name) => name === what);
  if (!kind) throw new ConfigError(`there is nothing named ${JSON.stringify(what)} to export. See kith export --help.`);
  const [, ending] = /\.(xlsx|jsonl)(?:\.gz)?$/i.exec(file ?? '') ?? [];
  const format = FORMATS.find((name) => name === (values.format ?? ending?.toLowerCase() ?? 'csv'));
  if (!format) throw new ConfigError(`--format is one of ${FORMATS.join(', ')}.`);
  return {
    ...{ what: kind, format, find, segment, filter, everybody, columns, sort, labels, raw },
    order: ascending ? 'asc' : 'desc',
    survey_id: survey,
    ...(isPerson && { profile_id: what }),
  };
}

function compression(file: string): Transform[] {
  return file.endsWith('.gz') ? [createGzip()] : [];
}
