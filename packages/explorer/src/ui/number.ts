const NUMBER = new Intl.NumberFormat('en');

/** A number with separators, as 1,234. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** How many there are, as `1,234`, or `10,000+` where counting stopped. */
export function formatCount({ count, is_capped }: { readonly count: number; readonly is_capped: boolean }): string {
  return `${NUMBER.format(count)}${is_capped ? '+' : ''}`;
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
