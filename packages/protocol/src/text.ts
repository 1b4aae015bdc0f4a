/**
 * Compares two strings as UTF-8 bytes, the order of SQLite's BINARY collation.
 * JavaScript's own `<` compares UTF-16 units, which puts 😀 (a surrogate pair) before ﬁ (U+FB01); UTF-8 has it after.
 * @returns a negative number, 0 or a positive number, as for `Array.prototype.sort`.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

// Surrogates stand for code points above U+FFFF, so they sort behind U+E000…U+FFFF.
function utf8Rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
