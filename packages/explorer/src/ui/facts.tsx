import type { ComponentChildren } from 'preact';
import { Skeleton } from './skeleton.tsx';
import './facts.css';

/** What is looked for first, each with its name; undefined while it is being read. */
export function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? <Skeleton width={10} />}</dd>
        </div>
      ))}
    </dl>
  );
}
