import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isObject } from '@kith/protocol';
import { parse } from 'csv-parse';
import { sha256 } from '../keys.ts';
import { type Mapping, MappingError, targetsOf } from './mapping.ts';
import { type Refusal, rowMessages } from './row-messages.ts';

/** A row of a file with its messages, or why it has none. */
export interface ImportRow {
  /** As spreadsheets and editors count them: the head of a table is 1. */
  readonly row: number;
  /** As it is written, in its columns. */
  readonly cells: readonly string[];
  readonly messages: readonly object[];
  readonly refusal?: Refusal;
}

/** What is in a file. */
export interface ImportSource {
  /** Opens its text, decompressed; called twice. */
  readonly open: () => Readable;
  readonly format: 'csv' | 'jsonl';
  readonly mapping: Mapping;
}

/** The rows of a file. */
export interface ImportRows {
  /** Names of the columns of {@link ImportRow.cells}. */
  readonly header: readonly string[];
  readonly rows: AsyncIterable<ImportRow>;
}

const MAX_ROW_LENGTH = 1_048_576;

/**
 * Reads a file of people (CSV with a head) or of messages in the format of Segment (a line of JSON each), row by row.
 * @throws MappingError when it is no such file, or the mapping does not fit it. The rows throw it too, at the end of what can be read.
 */
export async function readRows({ open, format, mapping }: ImportSource): Promise<ImportRows> {
  const digest = await digestOf(open());
  if (format === 'jsonl') return { header: ['line'], rows: linesOf(open(), digest) };
  const records = recordsOf(open());
  const first = await records.next();
  if (first.done || 'refusal' in first.value) throw new MappingError('the file has no head that names its columns');
  const header = first.value.cells.map((name) => name.trim());
  const targets = targetsOf(header, mapping);
  // Read otherwise, the same file says something else.
  const file = `${digest}/${sha256(JSON.stringify([header, targets]))}`;
  return {
    header,
    rows: peopleOf(records, (cells, row) => rowMessages(cells, targets, { id: idOf(file, row), seq: row })),
  };
}

function idOf(file: string, row: number): string {
  return `import-${sha256(`${file}/${row}`).slice(0, 40)}`;
}

// Also makes sure of its encoding: text that is read wrong would be stored wrong for ever.
async function digestOf(file: Readable): Promise<string> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file) {
      decoder.decode(chunk as Buffer, { stream: true });
      hash.update(chunk as Buffer);
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new MappingError('the file is not UTF-8: save it as such');
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new MappingError('the file is damaged: it cannot be decompressed');
    }
    throw error;
  }
  return hash.digest('hex');
}

interface CsvRecord {
  readonly row: number;
  readonly cells: readonly string[];
  readonly refusal?: Refusal;
}

async function* recordsOf(file: Readable): AsyncGenerator<CsvRecord> {
  // The parser reads ahead: each with how many good records there were before it.
  const refused: { readonly behind: number; readonly refusal: Refusal }[] = [];
  const parser = parse({
    bom: true,
    delimiter: await delimiterOf(file),
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
    skip_records_with_error: true,
    on_skip(error) {
      const message = error?.message ?? 'the row cannot be read';
      refused.push({ behind: parser.info.records, refusal: { code: 'invalid_csv', path: '', message } });
      return undefined;
    },
  });
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let row = 0;
  let count = 0;
  const refusedBefore = function* (): Generator<CsvRecord> {
    for (let next = refused[0]; next && next.behind <= count; next = refused[0]) {
      refused.shift();
      yield { row: ++row, cells: [], refusal: next.refusal };
    }
  };
  for await (const cells of parser as AsyncIterable<string[]>) {
    yield* refusedBefore();
    count++;
    yield { row: ++row, cells };
  }
  yield* refusedBefore();
}

// Spreadsheets of half of the world separate by semicolons.
async function delimiterOf(file: Readable): Promise<string> {
  const first = await new Promise<Buffer>((resolve, reject) => {
    file.once('error', reject);
    file.once('end', () => resolve(Buffer.alloc(0)));
    file.once('readable', () => {
      const chunk = (file.read() as Buffer | null) ?? Buffer.alloc(0);
      // At once: a file that came whole would have ended by the next turn, with nothing to read.
      if (chunk.length > 0) file.unshift(chunk);
      resolve(chunk);
    });
  });
  const [head = ''] = first
    .toString()
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/, 1);
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

async function* peopleOf(
  records: AsyncIterable<CsvRecord>,
  read: (cells: readonly string[], row: number) => readonly object[] | Refusal,
): AsyncGenerator<ImportRow> {
  for await (const { row, cells, refusal } of records) {
    const result = refusal ?? read(cells, row);
    yield { row, cells, ...('code' in result ? { messages: [], refusal: result } : { messages: result }) };
  }
}

async function* linesOf(file: Readable, digest: string): AsyncGenerator<ImportRow> {
  let row = 0;
  for await (const line of textLinesOf(file)) {
    row++;
    if (line.trim() === '') continue;
    const message = messageIn(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line);
    if ('refusal' in message) yield { row, cells: [line], messages: [], refusal: message.refusal };
    else yield { row, cells: [line], messages: [named(message.message, idOf(digest, row))] };
  }
}

// Text may hold U+2028 and U+2029, at which readline would divide a line, too.
async function* textLinesOf(file: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of file.setEncoding('utf8') as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    const lines = [rest + first, ...others];
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function messageIn(
  line: string,
): { readonly message: Readonly<Record<string, unknown>> } | { readonly refusal: Refusal } {
  try {
    const message: unknown = JSON.parse(line);
    if (isObject(message)) return { message };
  } catch {
    // Refused below, as other text is.
  }
  return { refusal: { code: 'invalid_json', path: '', message: 'the line is no JSON object' } };
}

// What has a time of its own is told apart by what it says, in whatever file it is.
function named(message: Readonly<Record<string, unknown>>, id: string): object {
  const { messageId, timestamp, originalTimestamp } = message;
  return (messageId ?? timestamp ?? originalTimestamp) ? message : { ...message, messageId: id };
}
