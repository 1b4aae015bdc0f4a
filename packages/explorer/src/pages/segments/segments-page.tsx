import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Page as List, Segment } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import type { Condition } from '../../filter/filter.ts';
import { useVocabulary } from '../../filter/use-vocabulary.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyMessage, ErrorMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DeleteSegmentDialog, EditSegmentDialog, RenameSegmentDialog } from './segment-dialogs.tsx';
import { SegmentPanel } from './segment-panel.tsx';
import './segments-page.css';

/** Every segment, of people and of companies, with how many are in it and what its filter says. */
export function SegmentsPage() {
  const { data, error, reload } = useAnswer<List<Segment>>('/api/segments');
  const { route } = useLocation();
  const { isAdmin } = useSession();
  const vocabulary = useVocabulary(true);
  const [action, setAction] = useState<{ readonly of: Segment; readonly kind: 'delete' | 'rename' | Condition }>();
  if (error) return <ErrorMessage error={error} retry={reload} />;

  function done(): void {
    setAction(undefined);
    reload();
  }

  return (
    <Page
      title="Segments"
      figure={data ? formatNumber(data.data.length) : <Skeleton width={3} />}
      actions={
        isAdmin && (
          <Button kind="primary" onClick={() => route(`${at('/people')}?new=segment`)}>
            New segment
          </Button>
        )
      }
    >
      <p class="page-about">
        A segment is a filter with a name. To make one, filter <a href={at('/people')}>people</a> or{' '}
        <a href={at('/companies')}>companies</a>, and save the filter.
      </p>
      {data?.data.length === 0 && <EmptyMessage title="No segment" />}
      <div class="segments">
        {data?.data.map((segment) => (
          <SegmentPanel
            key={`${segment.segment_id} ${segment.saved_at}`}
            segment={segment}
            labels={vocabulary}
            onEdit={(filter) => setAction({ of: segment, kind: filter })}
            onRename={() => setAction({ of: segment, kind: 'rename' })}
            onDelete={() => setAction({ of: segment, kind: 'delete' })}
          />
        ))}
      </div>
      {action?.kind === 'rename' && (
        <RenameSegmentDialog segment={action.of} onDone={done} onClose={() => setAction(undefined)} />
      )}
      {typeof action?.kind === 'object' && (
        <EditSegmentDialog
          segment={action.of}
          filter={action.kind}
          vocabulary={vocabulary}
          onDone={done}
          onClose={() => setAction(undefined)}
        />
      )}
      {action?.kind === 'delete' && (
        <DeleteSegmentDialog segment={action.of} onDone={done} onClose={() => setAction(undefined)} />
      )}
    </Page>
  );
}
