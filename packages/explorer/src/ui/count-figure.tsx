import { useState } from 'preact/hooks';
import type { Count } from '../api/answers.ts';
import type { Query } from '../api/api.ts';
import { useAnswer } from '../api/use-answer.ts';
import { formatCount } from './number.ts';
import { Skeleton } from './skeleton.tsx';
import './count-figure.css';

/** How many there are; where counting stopped early, a click counts to the end. */
export function CountFigure({
  count,
  path,
  query,
}: {
  /** Undefined while it is being read. */
  readonly count: Count | undefined;
  /** Where all are counted. */
  readonly path: string;
  readonly query: Query;
}) {
  const selection = JSON.stringify(query);
  const [exactly, setExactly] = useState<string>();
  const isAsked = exactly === selection && count?.is_capped === true;
  const { data, error, isLoading } = useAnswer<Count>(isAsked ? path : null, { ...query, exact: true });
  if (!count || isLoading) return <Skeleton width={5} />;
  if (error) return <span title={error.message}>{formatCount(count)}</span>;
  if (!count.is_capped || data) return <>{formatCount(data ?? count)}</>;
  return (
    <button type="button" class="count-figure" title="Count all of them" onClick={() => setExactly(selection)}>
      {formatCount(count)}
    </button>
  );
}
