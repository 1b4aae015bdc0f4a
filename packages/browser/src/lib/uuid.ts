/**
 * A UUIDv7: the first 48 bits are the time, so that the ids of a device ascend and the collector's index stays small.
 * Needs `crypto.getRandomValues`, which also pages without https have.
 */
export function uuidv7(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  const chance = crypto.getRandomValues(new Uint8Array(32));
  let at = 0;
  return 'xxxxxxxx-xxxx-7xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => time[at++] ?? (chance[at]! % 16).toString(16));
}

/** The time inside a UUIDv7, in ms since 1970; NaN for anything else. */
export function uuidTime(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
