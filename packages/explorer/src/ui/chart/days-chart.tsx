import { useEffect, useRef } from 'preact/hooks';
import { formatNumber } from '../number.ts';
import './days-chart.css';

/** A day as `2026-11-22` with its count. */
export interface DayCount {
  readonly day: string;
  readonly count: number;
}

/** Counts by day as columns, drawn by a library that is loaded with the first chart; undefined while they are being read. */
export function DaysChart({ label, days }: { readonly label: string; readonly days: readonly DayCount[] | undefined }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = ref;
    if (!current || !days) return;
    let remove = () => {};
    let isGone = false;
    import('./draw-days.ts').then(({ drawDays }) => {
      if (!isGone) remove = drawDays(current, days);
    });
    return () => {
      isGone = true;
      remove();
    };
  }, [days]);
  return <div ref={ref} class="days-chart" role="img" aria-label={days ? summary(label, days) : label} />;
}

function summary(label: string, days: readonly DayCount[]): string {
  const most = days.reduce((best, day) => (day.count > best.count ? day : best), { day: '', count: 0 });
  const sum = days.reduce((total, { count }) => total + count, 0);
  return `${label}: ${formatNumber(sum)} in all${most.count > 0 ? `, most on ${most.day} with ${formatNumber(most.count)}` : ''}`;
}
