/**
 * A UUIDv7: the first 48 bits are the time, so that ids of a device ascend and the collector's index stays small.
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  bytes[0] = (bytes[0]! & 0x0f) | 0x70; // version 7
  bytes[2] = (bytes[2]! & 0x3f) | 0x80; // variant
  let hex = now.toString(16).padStart(12, '0');
  for (const byte of bytes) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The time inside a UUIDv7, in ms since 1970; NaN for anything else. */
export function uuidTime(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
