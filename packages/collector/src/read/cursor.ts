import { FilterError } from './filter/filter-error.ts';

/** The last row of a page: the value it is sorted by, and its id. */
export interface Cursor {
  readonly value: number | string | null;
  readonly id: string;
}

/** The text that stands for a cursor in answers and addresses. */
export function cursorText({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

/** Reads what {@link cursorText} wrote. @throws FilterError on anything else. */
export function readCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [value, id] = parsed as unknown[];
      if (typeof id === 'string' && (value === null || typeof value === 'string' || typeof value === 'number')) {
        return { value, id };
      }
    }
  } catch {
    // Not JSON: refused below, as other text is.
  }
  throw new FilterError('after', 'must be the "next" of an answer to the same question');
}
