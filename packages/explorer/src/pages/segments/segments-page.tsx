import { useMemo, useState } from 'preact/hooks';
import type { Attributes, Page as List, Segment } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { EmptyMessage, ErrorMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { Labels } from '../people/condition-words.ts';
import { useVocabulary } from '../people/use-vocabulary.ts';
import { DeleteSegmentDialog, RenameSegmentDialog } from './segment-dialogs.tsx';
import { SegmentPanel } from './segment-panel.tsx';
import './segments-page.css';

/** Every segment, of people and of companies, with how many are in it and what its filter says. */
export function SegmentsPage() {
  const { data, error, reload } = useAnswer<List<Segment>>('/api/segments');
  const vocabulary = useVocabulary();
  const { data: attributes } = useAnswer<Attributes>('/api/attributes');
  const labels = useMemo(() => labelsOf(vocabulary, attributes), [vocabulary, attributes]);
  const [action, setAction] = useState<{ readonly of: Segment; readonly kind: 'delete' | 'rename' }>();
  if (error) return <ErrorMessage error={error} retry={reload} />;

  function done(): void {
    setAction(undefined);
    reload();
  }

  return (
    <Page title="Segments" figure={data ? formatNumber(data.data.length) : <Skeleton width={3} />}>
      {data?.data.length === 0 && (
        <EmptyMessage title="No segment">
          <p>
            Filter <a href={at('/people')}>people</a>, and save the filter as a segment.
          </p>
        </EmptyMessage>
      )}
      <div class="segments">
        {data?.data.map((segment) => (
          <SegmentPanel
            key={`${segment.segment_id} ${segment.saved_at}`}
            segment={segment}
            labels={labels}
            onRename={() => setAction({ of: segment, kind: 'rename' })}
            onDelete={() => setAction({ of: segment, kind: 'delete' })}
          />
        ))}
      </div>
      {action?.kind === 'rename' && (
        <RenameSegmentDialog segment={action.of} onDone={done} onClose={() => setAction(undefined)} />
      )}
      {action?.kind === 'delete' && (
        <DeleteSegmentDialog segment={action.of} onDone={done} onClose={() => setAction(undefined)} />
      )}
    </Page>
  );
}

// Of companies too.
function labelsOf(labels: Labels, attributes: Attributes | undefined): Labels {
  const accounts = (attributes?.accounts ?? []).map(({ name, label }) => [name, label] as const);
  return { ...labels, attributes: new Map([...accounts, ...labels.attributes]) };
}
