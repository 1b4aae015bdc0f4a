/** A moment with every digit its sender gave. */
export interface Time {
  /** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
  readonly ms: number;
  /** The digits below the millisecond, without trailing zeros: `'0048'` is 4.8 µs, `''` is none. */
  readonly fraction: string;
}

const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Reads an ISO-8601 time, or a number of milliseconds since 1970, keeping every fraction digit.
 * A time without an offset is UTC: reading it in the server's own zone would make the answer depend on the machine.
 * @returns undefined for anything else, for impossible dates, and outside the years 0000 to 9999.
 */
export function parseTime(value: unknown): Time | undefined {
  if (typeof value === 'number') return within({ ms: Math.floor(value), fraction: '' });
  if (typeof value !== 'string') return undefined;
  const match = ISO_8601.exec(value.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', digits = '', zone = 'Z'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1) return undefined;
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(digits.slice(0, 3).padEnd(3, '0')));
  return within({ ms: date.getTime() - offsetMs(zone), fraction: digits.slice(3).replace(/0+$/, '') });
}

/** ISO-8601 in UTC with milliseconds, the form of every time in SQL and in answers. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}

const YEAR_0000_MS = -62_167_219_200_000;
const YEAR_10000_MS = 253_402_300_800_000;

// Beyond these years ISO text changes its width and no longer sorts.
function within(time: Time): Time | undefined {
  return time.ms >= YEAR_0000_MS && time.ms < YEAR_10000_MS ? time : undefined;
}

function offsetMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return sign * minutes * 60_000;
}
