import type { Attribute } from '../api/answers.ts';
import { Country } from './country.tsx';
import { formatDuration, formatNumber } from './number.ts';
import { Time } from './time.tsx';

/** A value of an attribute, as people read it. */
export function AttributeValue({
  attribute: { name, type },
  value,
}: {
  readonly attribute: Pick<Attribute, 'name' | 'type'>;
  readonly value: unknown;
}) {
  if (value === null || value === undefined || value === '') return <span class="muted">–</span>;
  if (typeof value === 'boolean') return <>{value ? 'Yes' : 'No'}</>;
  if (name.endsWith('country')) return <Country code={String(value)} />;
  if (name.endsWith('_ms') && typeof value === 'number') return <>{formatDuration(Number(value))}</>;
  if (type === 'time' && typeof value === 'string') return <Time at={String(value)} />;
  if (typeof value === 'number') return <>{formatNumber(value)}</>;
  return <>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</>;
}
