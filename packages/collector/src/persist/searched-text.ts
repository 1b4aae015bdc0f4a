/**
 * What of a person a search looks into, one line each: their name and their email address, in small letters. The line ends
 * behind it let even the last letter begin three, which is what the index is made of.
 */
export function searchedText(name: string | null, email: string | null): string {
  const lines = [name, email].filter((line) => line !== null);
  return `${inSmallLetters(lines.join('\n'))}\n\n`;
}

/** A text as it is searched for. */
export function inSmallLetters(text: string): string {
  return text.toLowerCase();
}
