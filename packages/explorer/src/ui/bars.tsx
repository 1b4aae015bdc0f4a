import type { ComponentChildren } from 'preact';
import { formatNumber } from './number.ts';
import { Skeleton } from './skeleton.tsx';
import './bars.css';

/** One bar. */
export interface Bar {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly count: number;
  readonly onClick?: () => void;
}

/** Counts as bars, the longest the largest of them; undefined while they are being read. */
export function Bars({ bars }: { readonly bars: readonly Bar[] | undefined }) {
  if (!bars) {
    return (
      <ul class="bars">
        {[20, 16, 12, 9, 7].map((width) => (
          <li key={width}>
            <Skeleton width={width} />
          </li>
        ))}
      </ul>
    );
  }
  if (bars.length === 0) return <p class="muted">None.</p>;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul class="bars">
      {bars.map(({ key, label, count, onClick }) => {
        const content = (
          <>
            <span class="bar" style={{ width: `${(100 * count) / most}%` }} />
            <span class="bar-label">{label}</span>
            <span class="bar-count">{formatNumber(count)}</span>
          </>
        );
        return (
          <li key={key}>
            {onClick ? (
              <button type="button" onClick={onClick}>
                {content}
              </button>
            ) : (
              <div>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
