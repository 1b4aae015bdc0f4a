const MAX_LENGTH = 64;

/** The id of a segment from its name, as `in-germany`; of a name without Latin letters or digits the numbers of its letters. */
export function segmentId(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  const words = plain.match(/[a-z\d]+/g) ?? [...name.trim()].map((letter) => letter.codePointAt(0)?.toString(16));
  return words.join('-').slice(0, MAX_LENGTH).replace(/-$/, '');
}
