/** What a spreadsheet takes for the beginning of a formula, in full width too, or skips before one. */
const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/;

/** A text with which a spreadsheet program computes nothing: what looks like a formula gets an apostrophe in front. */
export function harmlessText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** Undoes {@link harmlessText}. */
export function originalText(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text.slice(1)) ? text.slice(1) : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 cannot carry.
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Most characters of a cell; Excel calls a file with longer ones damaged. */
const MAX_CELL_LENGTH = 32_767;

/** A text as a cell of a workbook may hold it: without characters that XML cannot carry, and not too long. */
export function cellText(text: string): string {
  return text.replace(NOT_XML, '').slice(0, MAX_CELL_LENGTH).toWellFormed();
}
