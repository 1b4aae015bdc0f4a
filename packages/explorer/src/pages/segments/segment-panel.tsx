import type { Segment, WholeSegment } from '../../api/answers.ts';
import { addressOf } from '../../api/api.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import type { Condition } from '../../filter/filter.ts';
import { filterWords, type Labels } from '../../filter/filter-words.ts';
import { useSession } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CountFigure } from '../../ui/count-figure.tsx';
import { DownloadLink } from '../../ui/download-link.tsx';
import { formatCount } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Time } from '../../ui/time.tsx';

/** A segment: who is in it, how many they are, and names in its filter that nobody ever sent. */
export function SegmentPanel({
  segment: { segment_id, name, subject, saved_at, unknown },
  labels,
  onEdit,
  onRename,
  onDelete,
}: {
  readonly segment: Segment;
  readonly labels: Labels;
  readonly onEdit: (filter: Condition) => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}) {
  const { isAdmin } = useSession();
  const path = `/api/segments/${encodeURIComponent(segment_id)}`;
  const { data, error } = useAnswer<WholeSegment>(path);
  const [page, noun] = subject === 'profiles' ? ['/people', 'people'] : ['/companies', 'companies'];
  const filter = JSON.stringify({ segment: segment_id });
  const members = `${at(page)}?${new URLSearchParams({ filter })}`;
  return (
    <Panel title={name} action={<SqlButton of={`members of ${name}`} path={path} />}>
      <p class="segment-figure">
        {data?.is_capped ? (
          <>
            <strong>
              <CountFigure count={data} path={`/api/${subject}/count`} query={{ filter }} />
            </strong>{' '}
            <a href={members}>{noun}</a>
          </>
        ) : (
          <a href={members}>
            <strong>{data ? formatCount(data) : error ? '?' : <Skeleton width={4} />}</strong> {noun}
          </a>
        )}
      </p>
      <p class="segment-words">
        {data ? filterWords((data.filter ?? {}) as Condition, labels) : <Skeleton width={24} />}
      </p>
      {error && <p role="alert">{error.message}</p>}
      {unknown.map((missing) => (
        <p key={`${missing.kind} ${missing.name}`} class="segment-unknown">
          <Badge tone="warn">unknown {missing.kind}</Badge> Nobody ever sent <code>{missing.name}</code>.
        </p>
      ))}
      <footer class="segment-foot">
        <span class="muted">
          Saved <Time at={saved_at} />
        </span>
        {subject === 'profiles' && (
          <DownloadLink kind="quiet" href={addressOf('/api/export/profiles', { filter, format: 'csv', labels: true })}>
            Export
          </DownloadLink>
        )}
        {isAdmin && (
          <>
            <Button kind="quiet" isDisabled={!data} onClick={() => onEdit((data?.filter ?? {}) as Condition)}>
              Change
            </Button>
            <Button kind="quiet" isDisabled={!data} onClick={onRename}>
              Rename
            </Button>
            <Button kind="quiet" onClick={onDelete}>
              Delete
            </Button>
          </>
        )}
      </footer>
    </Panel>
  );
}
