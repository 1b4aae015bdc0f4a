import { createReadStream, openSync, rmSync, statSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isRejection, validate } from '@kith/protocol';
import { type ImportReport, importRows, type SendMessages } from '../collect/import/import-rows.ts';
import { type Mapping, MappingError, REFUSAL_COLUMNS } from '../collect/import/mapping.ts';
import { type ImportRow, readRows } from '../collect/import/read-rows.ts';
import type { Refusal } from '../collect/import/row-messages.ts';
import { csvLine } from '../read/export/csv.ts';

/** Options of {@link importFile}. */
export interface ImportFileOptions {
  readonly mapping: Mapping;
  readonly send: SendMessages;
  /** Where refused rows go, with the reason; not made when there are none. */
  readonly refusedPath: string;
  /** Told how much of the file has been read, in bytes. */
  readonly onProgress?: (readBytes: number, totalBytes: number) => void;
}

/**
 * Imports a file: `….jsonl` holds messages, anything else is a table of people; both may end with `.gz`.
 * @throws MappingError, ImportStopped.
 */
export async function importFile(path: string, options: ImportFileOptions): Promise<ImportReport> {
  const { mapping, send, refusedPath, onProgress } = options;
  const totalBytes = statSync(path).size;
  const isCompressed = /\.gz$/i.test(path);
  let opened: ReturnType<typeof createReadStream> | undefined;
  const open = (): Readable => {
    opened = createReadStream(path);
    return isCompressed ? decompressed(opened) : opened;
  };
  const format = /\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? 'jsonl' : 'csv';
  const { header, rows } = await readRows({ open, format, mapping });
  const refused = refusedTable(refusedPath, header);
  return importRows(rows, {
    send,
    onRefused: refused,
    onBatch: () => onProgress?.(opened?.bytesRead ?? 0, totalBytes),
  });
}

/** Stores nothing, and refuses what would be refused. */
export const sendNowhere: SendMessages = async (messages) => {
  const rejected = messages.flatMap((message, index) => {
    const read = validate(message);
    return isRejection(read) ? [{ index, code: read.code, path: read.path, message: read.message }] : [];
  });
  return { status: 200, accepted: messages.length - rejected.length, duplicate: 0, rejected };
};

// A table that can be mended and imported itself.
function refusedTable(path: string, header: readonly string[]): (row: ImportRow, refusal: Refusal) => void {
  rmSync(path, { force: true });
  let file: number | undefined;
  return ({ row, cells }, { code, path: where, message }) => {
    if (file === undefined) {
      file = openSync(path, 'w', 0o600);
      writeSync(file, csvLine([...REFUSAL_COLUMNS, ...header]));
    }
    writeSync(file, csvLine([row, code, where, message, ...cells]));
  };
}

function decompressed(file: Readable): Readable {
  const text = createGunzip();
  file.on('error', (error) => text.destroy(error));
  text.on('error', () => {});
  return file.pipe(text);
}

/** What went wrong with a file, for its user; undefined for what is no mistake of theirs. */
export function mistakeIn(error: unknown): string | undefined {
  if (error instanceof MappingError) return error.message;
  const isInput = error instanceof Error && 'code' in error && /^(ENOENT|EACCES|EISDIR)$/.test(String(error.code));
  return isInput ? error.message : undefined;
}
