import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { writeXlsxStream } from 'hucre/xlsx';
import { cellText } from '../../collect/spreadsheet-text.ts';
import type { TableStyle } from './csv.ts';
import type { Cell, Table } from './table.ts';

/**
 * A table as a workbook, in constant memory. Cells are texts, numbers and booleans, never formulas; what does not fit on
 * one sheet goes on the next, with its head.
 */
export function xlsxOf({ columns, rows }: Table, { hasLabels }: Pick<TableStyle, 'hasLabels'>): Readable {
  const heads = columns.map(({ name, label }) => ({ header: cellText(hasLabels ? label : name) }));
  const stream = writeXlsxStream(cells(rows), { name: 'Kith', columns: heads, freezePane: { rows: 1 } });
  return Readable.fromWeb(stream as ReadableStream);
}

function* cells(rows: Iterable<readonly Cell[]>): Generator<Cell[]> {
  for (const row of rows) yield row.map((cell) => (typeof cell === 'string' ? cellText(cell) : cell));
}
