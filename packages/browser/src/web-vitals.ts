import { track } from './track.ts';

/** A measurement as the web-vitals package reports it. */
interface Metric {
  name: string;
  value: number;
  rating: string;
  navigationType: string;
}

/** What is used of the web-vitals package. */
type WebVitals = Partial<
  Record<'onCLS' | 'onFCP' | 'onINP' | 'onLCP' | 'onTTFB', (report: (metric: Metric) => void) => void>
>;

/**
 * Tracks each measurement of the [web-vitals](https://www.npmjs.com/package/web-vitals) package, which you install, as
 * `Web Vital` with `name`, `value` (milliseconds; CLS has no unit), `rating` and `navigation_type`. They are no activity.
 *
 * @param package_ The package, or those of its functions which you want.
 *
 * @example
 * import * as vitals from 'web-vitals';
 * webVitals(vitals);
 */
export function webVitals({ onCLS, onFCP, onINP, onLCP, onTTFB }: WebVitals): void {
  const report = ({ name, value, rating, navigationType }: Metric) =>
    track('Web Vital', { name, value, rating, navigation_type: navigationType }, { active: false });
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on?.(report);
}
