import type { Query } from '../api/api.ts';
import { useQuery, type ViewQuery } from '../use-query.ts';
import { Field, Select } from './field.tsx';
import './period-picker.css';

const DAY_MS = 86_400_000;
const LENGTHS: Readonly<Record<string, string>> = {
  7: 'Last 7 days',
  30: 'Last 30 days',
  90: 'Last 90 days',
  365: 'Last 12 months',
};

/** The period of the address as questions take it: `from`, and `to`, the day behind its last. */
export function periodQuery({ days, from, to }: ViewQuery): Query {
  if (from || to) return { from, to: to && dayAfter(to, 1) };
  // The collector's own default, in its own timezone.
  if (days === undefined) return {};
  return { from: dayAfter(localDay(), 1 - Number(days)) };
}

/** Chooses the period of a report, which the address holds: a number of `days`, or `from` and `to`, both included.
 * Where it `isOptional` there is none at first. */
export function PeriodPicker({ isOptional = false }: { readonly isOptional?: boolean }) {
  const [{ days, from, to }, change] = useQuery();
  const length = days ?? (isOptional ? '' : '30');
  const isOwn = from !== undefined || to !== undefined;
  const today = localDay();

  function choose(chosen: string): void {
    if (chosen === 'own') change({ days: '', from: dayAfter(today, -29), to: today });
    else change({ days: chosen === '30' && !isOptional ? '' : chosen, from: '', to: '' });
  }

  return (
    <div class="period-picker">
      <Select label="Period" isBare value={isOwn ? 'own' : length} onChange={choose}>
        {isOptional && <option value="">Any time</option>}
        {Object.entries(LENGTHS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        <option value="own">From … to …</option>
      </Select>
      {isOwn && (
        <>
          <Field label="First day" isBare type="date" value={from ?? ''} onChange={(day) => change({ from: day })} />
          <Field label="Last day" isBare type="date" value={to ?? ''} onChange={(day) => change({ to: day })} />
        </>
      )}
    </div>
  );
}

function localDay(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}
