/**
 * A UUIDv7: the first 48 bits are the time, so that the ids of a device ascend and the collector's index stays small.
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  let hex = now.toString(16).padStart(12, '0');
  for (const byte of crypto.getRandomValues(new Uint8Array(10))) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/(.{8})(.{4}).(...).(...)(.{12})/, '$1-$2-7$3-8$4-$5');
}

/** The time inside a UUIDv7, in ms since 1970; NaN for anything else. */
export function uuidTime(uuid: string): number {
  // Reading stops at the second dash, where the time does.
  return Number.parseInt(uuid.replace('-', ''), 16);
}
