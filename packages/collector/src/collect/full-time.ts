import { formatTime, type Time } from '@kith/protocol';

/** ISO-8601 in UTC with every digit the sender gave, at least three: `2026-11-22T11:16:15.1230048Z`. */
export function formatFullTime({ ms, fraction }: Time): string {
  return `${formatTime(ms).slice(0, -1)}${fraction}Z`;
}
