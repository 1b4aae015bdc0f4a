import type { Table } from './table.ts';

/** Characters that are handed on together. */
const CHUNK_LENGTH = 65_536;

/** A table as lines of JSON, in chunks: a row is an object with the names of the columns. */
export function* jsonlOf({ columns, rows }: Table): Generator<string> {
  let text = '';
  for (const row of rows) {
    text += `${JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])))}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}
