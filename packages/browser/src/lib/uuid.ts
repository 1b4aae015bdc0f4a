// Digits in stock, for drawing them one id at a time is dearer than all the rest of it.
let random = '';

/**
 * A UUIDv7: the first 48 bits are the time, so that ids ascend with it and the collector's index stays small.
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  if (!random) for (const byte of crypto.getRandomValues(new Uint8Array(180))) random += (byte % 16).toString(16);
  const hex = now.toString(16).padStart(12, '0') + random.slice(0, 18);
  random = random.slice(18);
  return hex.replace(/(.{8})(.{4})(...)(...)/, '$1-$2-7$3-8$4-');
}
