import { csvLine } from '../read/export/csv.ts';

/** A value SQLite returns. */
export type Cell = string | number | bigint | null | Uint8Array;

/** Rows as an aligned table with a line that counts them. NULL is empty, line breaks become spaces. */
export function formatTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [columns, ...rows].map((row) => row.map((cell) => textOf(cell).replace(/\s+/g, ' ')));
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [head, ...body] = lines.map((line) => line.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return `${[head, rule, ...body, count].map((line) => line?.trimEnd()).join('\n')}\n`;
}

/** Rows as a JSON list of objects, one a line. */
export function formatJson(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((name, column) => [name, jsonValue(row[column] ?? null)]))),
  );
  return `[${objects.join(',\n ')}]\n`;
}

/** Rows as CSV (RFC 4180) with a header. */
export function formatCsv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => csvLine(row.map(textOf))).join('');
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  return cell instanceof Uint8Array ? `x'${Buffer.from(cell).toString('hex')}'` : String(cell);
}

function jsonValue(cell: Cell): string | number | null {
  return typeof cell === 'string' || typeof cell === 'number' || cell === null ? cell : textOf(cell);
}
