let count = 0;

/**
 * A UUIDv7: the first 48 bits are the time, so that the ids of a device ascend and the collector's index stays small.
 * The next 12 count: messages of one tab and one millisecond sort as they were said (but for one in 4,096).
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  count = (count + 1) % 4096;
  const [a, b] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number];
  const time = hex(now, 12);
  const variant = 0x8000 + (a & 0x3fff);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(count, 3)}-${hex(variant, 4)}-${hex(a >>> 16, 4)}${hex(b, 8)}`;
}

/** The time inside a UUIDv7, in ms since 1970; NaN for anything else. */
export function uuidTime(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}
