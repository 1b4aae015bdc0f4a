import { DAY_MS, dayOf } from '@kith/protocol';
import { FilterError } from './filter/filter-error.ts';

/** A half-open period, ms since 1970, with the days in it. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** Each day of the zone in the period, as `2026-11-22`, with where it begins. */
  readonly days: readonly { readonly day: string; readonly start: number }[];
  /** Whether every day begins and ends with a day in UTC. */
  readonly isUtc: boolean;
}

/** Longest period of a report, in days. */
const MAX_DAY_COUNT = 1_100;

/**
 * Reads a period of whole days in a zone.
 * @param from its first day, `2026-11-01`; by default 30 days before `to`.
 * @param to the day behind its last; tomorrow by default.
 * @throws FilterError when a day does not exist, the period is empty or too long.
 */
export function readPeriod(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { now, timezone }: { readonly now: number; readonly timezone: string },
): Period {
  const end = to === undefined ? dayNumber(today(now, timezone)) + 1 : readDay(to, 'to');
  const start = from === undefined ? end - 30 : readDay(from, 'from');
  if (end <= start) throw new FilterError('to', 'must lie behind "from": it is the first day that does not count');
  if (end - start > MAX_DAY_COUNT) throw new FilterError('from', `must lie at most ${MAX_DAY_COUNT} days before "to"`);
  const days = Array.from({ length: end - start + 1 }, (_, index) => {
    const day = dayOf((start + index) * DAY_MS);
    return { day, start: startOfDay(start + index, timezone) };
  });
  return {
    from: days[0]?.start ?? 0,
    to: days.at(-1)?.start ?? 0,
    days: days.slice(0, -1),
    isUtc: days.every(({ start: ms }) => ms % DAY_MS === 0),
  };
}

function readDay(text: string, name: string): number {
  const number = dayNumber(text);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && dayOf(number * DAY_MS) === text) return number;
  throw new FilterError(name, 'must be a day such as 2026-11-22');
}

function dayNumber(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? 0 : ms / DAY_MS;
}

function today(now: number, timezone: string): string {
  return dayOf(now + offsetMs(now, timezone));
}

// The offset at the guess is that of the day's beginning but on days when clocks change; there the second guess is right.
function startOfDay(number: number, timezone: string): number {
  const local = number * DAY_MS;
  const guess = local - offsetMs(local, timezone);
  return local - offsetMs(guess, timezone);
}

function offsetMs(ms: number, timezone: string): number {
  if (timezone === 'UTC') return 0;
  const name = formatOf(timezone)
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name ?? '');
  if (!match) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000;
  return sign === '-' ? -size : size;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  formats.set(timezone, format);
  return format;
}
