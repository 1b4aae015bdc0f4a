const NUMBER = new Intl.NumberFormat('en');

/** A number with separators, as 1,234. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** How many there are, as `1,234`, or `10,000+` where counting stopped. */
export function formatCount({ count, is_capped }: { readonly count: number; readonly is_capped: boolean }): string {
  return `${NUMBER.format(count)}${is_capped ? '+' : ''}`;
}

/** How many of something there are, as `1 session` or `1,234 sessions`. */
export function countOf(count: number, what: string): string {
  return `${NUMBER.format(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** A length of time in its two largest units, as `1 h 5 min`. @param ms milliseconds */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${NUMBER.format(Math.floor(hours / 24))} d${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** A part of a whole, as 12.5%; a dash where there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : SHARE.format(part / whole);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in the largest unit that fits, as `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(1, bytes)) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1_000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${BYTE_UNITS[power]}`;
}
