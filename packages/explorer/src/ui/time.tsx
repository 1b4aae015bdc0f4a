const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const DATE_AND_TIME = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** A time, ISO-8601: how long ago within the last month, else the date; the exact time of the reader's zone on pointing at it. */
export function Time({ at, isExact = false }: { readonly at: string | null; readonly isExact?: boolean }) {
  if (at === null) return <span class="muted">–</span>;
  const date = new Date(at);
  // Traits are called as senders like, and say what they like.
  if (Number.isNaN(date.getTime())) return <>{at}</>;
  return (
    <time dateTime={at} title={DATE_AND_TIME.format(date)}>
      {isExact ? DATE_AND_TIME.format(date) : agoOrDate(date)}
    </time>
  );
}

function agoOrDate(date: Date): string {
  const ms = date.getTime() - Date.now();
  if (Math.abs(ms) > 30 * 86_400_000) return DATE.format(date);
  const [unit, length] = UNITS.find(([, unitMs]) => Math.abs(ms) >= unitMs) ?? [];
  return unit && length ? RELATIVE.format(Math.round(ms / length), unit) : 'just now';
}
