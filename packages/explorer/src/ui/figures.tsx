import type { ComponentChildren } from 'preact';
import { Skeleton } from './skeleton.tsx';
import './figures.css';

/** A figure with its name. */
export interface Figure {
  readonly label: string;
  /** Undefined while it is being read. */
  readonly value: ComponentChildren;
  /** What shows the SQL behind it. */
  readonly sql?: ComponentChildren;
}

/** Large figures beside each other. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ label, value, sql }) => (
        <div key={label}>
          <dt>
            {label} {sql}
          </dt>
          <dd>{value ?? <Skeleton width={6} />}</dd>
        </div>
      ))}
    </dl>
  );
}
