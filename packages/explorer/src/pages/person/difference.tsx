import type { Difference } from '../../api/person-answers.ts';
import { at } from '../../base.ts';
import { ErrorMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { usePreview } from './use-preview.ts';

const MOST = 8;

/** What a decision about identities would move, from whom to whom. */
export function DifferenceWords({ preview }: { readonly preview: ReturnType<typeof usePreview<Difference>> }) {
  const { data, error } = preview;
  if (error) return <ErrorMessage error={error} />;
  if (!data) {
    return (
      <p>
        <Skeleton width={48} />
      </p>
    );
  }
  if (data.moved_event_count === 0)
    return <p>Nothing moves: the same messages belong to the same people afterwards.</p>;
  const { before, after, moves } = data;
  return (
    <>
      <p>
        {data.moved_event_count === 1 ? '1 message moves' : `${formatNumber(data.moved_event_count)} messages move`}. Of
        everybody concerned there will be {formatNumber(after.profile_count)} people instead of{' '}
        {formatNumber(before.profile_count)}, and {formatNumber(after.session_count)} sessions instead of{' '}
        {formatNumber(before.session_count)}.
      </p>
      <ul>
        {moves.slice(0, MOST).map(({ from, to, event_count: count }) => (
          <li key={`${from}\n${to}`}>
            {formatNumber(count)} from{' '}
            <a href={at('/people', from)} target="_blank" rel="noreferrer">
              {from}
            </a>{' '}
            to <code>{to}</code>
          </li>
        ))}
        {moves.length > MOST && <li>and more</li>}
      </ul>
    </>
  );
}
