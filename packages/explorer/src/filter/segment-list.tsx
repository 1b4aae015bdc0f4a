import type { Count, Segment, WholeSegment } from '../api/answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import { formatCount } from '../ui/number.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Subject } from './filter.ts';
import './segment-list.css';

/** Segments with how many are in each, to choose one as the filter. */
export function SegmentList({
  subject,
  segments,
  chosen,
  onChoose,
}: {
  readonly subject: Subject;
  readonly segments: readonly Segment[];
  readonly chosen: string | undefined;
  readonly onChoose: (filter: string | undefined) => void;
}) {
  const everybody = useAnswer<Count>(`/api/${subject}/count`).data;
  return (
    <nav class="segment-list" aria-label="Segments">
      <h2>Segments</h2>
      <SegmentButton
        label={subject === 'profiles' ? 'Everyone' : 'Every company'}
        count={everybody}
        isChosen={!chosen}
        onChoose={() => onChoose(undefined)}
      />
      {segments.map((segment) => {
        const filter = JSON.stringify({ segment: segment.segment_id });
        return (
          <CountedSegment
            key={`${segment.segment_id} ${segment.saved_at}`}
            segment={segment}
            isChosen={chosen === filter}
            onChoose={() => onChoose(filter)}
          />
        );
      })}
    </nav>
  );
}

function CountedSegment({
  segment: { segment_id, name },
  ...choice
}: {
  readonly segment: Segment;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const { data } = useAnswer<WholeSegment>(`/api/segments/${encodeURIComponent(segment_id)}`);
  return <SegmentButton label={name} count={data} {...choice} />;
}

function SegmentButton({
  label,
  count,
  isChosen,
  onChoose,
}: {
  readonly label: string;
  readonly count: Count | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <button type="button" aria-pressed={isChosen} onClick={onChoose}>
      <span class="segment-name" title={label}>
        {label}
      </span>
      <span class="muted">{count ? formatCount(count) : <Skeleton width={3} />}</span>
    </button>
  );
}
