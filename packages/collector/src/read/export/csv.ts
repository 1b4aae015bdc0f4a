import { harmlessText } from '../../collect/spreadsheet-text.ts';
import type { Table } from './table.ts';

/** How the head of a column is written, and whether texts are written as they are, for programs. */
export interface TableStyle {
  readonly hasLabels: boolean;
  readonly isRaw: boolean;
}

/** Characters that are handed on together. */
const CHUNK_LENGTH = 65_536;

/**
 * A table as CSV (RFC 4180), in chunks. What a spreadsheet program would take for a formula gets an apostrophe in front,
 * unless the texts are wanted raw. Numbers stay as they are.
 */
export function* csvOf({ columns, rows }: Table, { hasLabels, isRaw }: TableStyle): Generator<string> {
  const safe = (cell: unknown) => (typeof cell === 'string' && !isRaw ? harmlessText(cell) : cell);
  let text = csvLine(columns.map(({ name, label }) => safe(hasLabels ? label : name)));
  for (const row of rows) {
    text += csvLine(row.map(safe));
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** A line of CSV. Null is empty. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(cell: unknown): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
