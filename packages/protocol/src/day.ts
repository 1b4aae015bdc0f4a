import { formatTime } from './time.ts';

/** A day in UTC, in ms. */
export const DAY_MS = 86_400_000;

/** The day in UTC of a time in ms since 1970, as `2026-11-22`: the form of every day in SQL and in answers. */
export function dayOf(ms: number): string {
  const number = Math.floor(ms / DAY_MS);
  // Nearly always asked of today.
  if (latest.number !== number) latest = { number, text: formatTime(ms).slice(0, 10) };
  return latest.text;
}

let latest = { number: Number.NaN, text: '' };
