import type { ComponentChildren } from 'preact';
import './details.css';

/** What is known of something: a label and a value each. Those without a value are left out. */
export function Details({
  details,
}: {
  readonly details: readonly (readonly [label: string, value: ComponentChildren | null | undefined])[];
}) {
  const known = details.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return (
    <dl class="details">
      {known.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Anything JSON can hold, as a person reads it: texts without quotes. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
