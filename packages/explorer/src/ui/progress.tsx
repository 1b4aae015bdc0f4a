import type { RefoldProgress } from '../api/refold.ts';
import { formatNumber } from './number.ts';
import './progress.css';

/** How much of history is folded. */
export function Progress({ progress: { folded_count, total_count } }: { readonly progress: RefoldProgress }) {
  return (
    <div class="progress">
      <progress aria-label="Folding all history" max={Math.max(1, total_count)} value={folded_count} />
      <span class="muted">
        {total_count === 0 ? 'Beginning …' : `${formatNumber(folded_count)} of ${formatNumber(total_count)} messages`}
      </span>
    </div>
  );
}
