import type { Db } from '../../collector/src/persist/database.ts';
import { countryName } from '../src/ui/country-name.ts';
import { formatBytes, formatCount, formatDuration, formatNumber, formatShare } from '../src/ui/number.ts';

/** As far as lists are counted, that it is told at once. */
export const MOST = 10_000;

const FORMATS = {
  bytes: formatBytes,
  capped,
  country: countryName,
  duration: formatDuration,
  flag: (value: number) => (value ? 'Yes' : 'No'),
  number: formatNumber,
  share: formatShare,
};

/** How many a list says that it holds. */
export function capped(count: number): string {
  return formatCount({ count: Math.min(count, MOST), is_capped: count > MOST });
}

/** Lets SQL call the formats of pages, as `number(count(*))`, so that it says what people read however many they are. */
export function addFormats(db: Db): void {
  for (const [name, format] of Object.entries(FORMATS)) {
    db.function(name, { varargs: true }, (...values) =>
      values[0] === null ? null : format(...(values as [never, never])),
    );
  }
}
