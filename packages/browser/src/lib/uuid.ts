let latestMs = 0;
let count = 0;

/**
 * A UUIDv7: the first 48 bits are the time, so that the ids of a device ascend and the collector's index stays small.
 * The next 12 count within the millisecond (RFC 9562 §6.2): messages of this tab sort as they were said.
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  count = now === latestMs ? (count + 1) % 4096 : 0;
  latestMs = now;
  const random = crypto.getRandomValues(new Uint8Array(8));
  random[0] = (random[0]! & 0x3f) | 0x80; // variant
  let hex = now.toString(16).padStart(12, '0') + (0x7000 + count).toString(16); // version 7
  for (const byte of random) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The time inside a UUIDv7, in ms since 1970; NaN for anything else. */
export function uuidTime(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
