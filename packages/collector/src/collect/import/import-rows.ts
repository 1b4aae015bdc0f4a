import { setTimeout as pause } from 'node:timers/promises';
import type { IngestAnswer, IngestSuccess } from '../ingest.ts';
import type { ImportRow } from './read-rows.ts';
import type { Refusal } from './row-messages.ts';

/** What became of a file. Messages are counted, but for rows: a row may be two messages, or none. */
export interface ImportReport {
  readonly row_count: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly erased: number;
  readonly expired: number;
  /** Rows of which nothing, or not everything, was taken. */
  readonly refused_row_count: number;
}

/** Stores messages, in their order, and says what became of each. */
export type SendMessages = (messages: readonly object[]) => Promise<IngestAnswer>;

/** Options of {@link importRows}. */
export interface ImportOptions {
  readonly send: SendMessages;
  readonly onRefused: (row: ImportRow, refusal: Refusal) => void;
  /** Called after each batch. */
  readonly onBatch?: () => void;
}

/** The collector does not take messages now; what was taken before stays, and importing the file again goes on. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}

const BATCH_COUNT = 500;
const BATCH_LENGTH = 524_288;
const MAX_TRIES = 20;

/**
 * Stores the messages of rows in batches, one after the other. What is stored already is a duplicate, so that an import that was
 * interrupted is simply begun again.
 * @throws ImportStopped when the collector does not take them.
 */
export async function importRows(rows: AsyncIterable<ImportRow>, options: ImportOptions): Promise<ImportReport> {
  const { send, onRefused, onBatch } = options;
  const report = { row_count: 0, accepted: 0, duplicate: 0, erased: 0, expired: 0, refused_row_count: 0 };
  let batch: { readonly message: object; readonly row: ImportRow }[] = [];
  let length = 0;
  let lastRefused = 0;

  const refuse = (row: ImportRow, { code, path, message }: Refusal) => {
    if (row.row === lastRefused) return;
    lastRefused = row.row;
    report.refused_row_count++;
    onRefused(row, { code, path, message });
  };
  const flush = async () => {
    if (batch.length === 0) return;
    const answer = await persistently(
      send,
      batch.map(({ message }) => message),
    );
    for (const name of ['accepted', 'duplicate', 'erased', 'expired'] as const) report[name] += answer[name] ?? 0;
    for (const { index, ...refusal } of answer.rejected) {
      const entry = batch[index];
      if (entry) refuse(entry.row, refusal);
    }
    batch = [];
    length = 0;
    onBatch?.();
  };
  for await (const row of rows) {
    report.row_count++;
    if (row.refusal) refuse(row, row.refusal);
    for (const message of row.messages) batch.push({ message, row });
    length += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (batch.length >= BATCH_COUNT || length >= BATCH_LENGTH) await flush();
  }
  await flush();
  return report;
}

async function persistently(send: SendMessages, messages: readonly object[]): Promise<IngestSuccess> {
  for (let tries = 1; ; tries++) {
    const answer = await send(messages);
    if (answer.status === 200) return answer;
    if (answer.status !== 503 || tries >= MAX_TRIES) throw new ImportStopped(answer.message);
    await pause(1_000 * (answer.retryAfter ?? 1));
  }
}
