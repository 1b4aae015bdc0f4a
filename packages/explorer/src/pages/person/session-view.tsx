import { useState } from 'preact/hooks';
import type { Page } from '../../api/answers.ts';
import type { KnownEvent, Visit } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { Country } from '../../ui/country.tsx';
import { Details } from '../../ui/details.tsx';
import { EmptyMessage, ErrorMessage } from '../../ui/message.tsx';
import { formatDuration, formatNumber } from '../../ui/number.ts';
import { OutsideLink } from '../../ui/outside-link.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { WhyButton } from '../../ui/why-button.tsx';
import { eventColumns } from './event-columns.tsx';
import { EventDialog } from './event-dialog.tsx';
import { Frustration } from './frustration.tsx';
import { deviceWords } from './sessions-tab.tsx';
import './session-view.css';

/** One session: where and on what it was held, why it begins where it does, and all its events with the page of each. */
export function SessionView({ profileId, sessionId }: { readonly profileId: string; readonly sessionId: string }) {
  const [opened, setOpened] = useState<KnownEvent>();
  const person = `/api/profiles/${encodeURIComponent(profileId)}/sessions`;
  const { data, error, reload } = useAnswer<Page<Visit>>(person, { session_id: sessionId });
  const visit = data?.data[0];
  const events = `/api/sessions/${encodeURIComponent(sessionId)}/events`;
  return (
    <div class="person-list">
      <div class="person-tools">
        <a href={at('/people', profileId, 'sessions')}>← All sessions</a>
        <SqlButton of="events of the session" path={events} />
      </div>
      {error && <ErrorMessage error={error} retry={reload} />}
      {data && !visit && (
        <EmptyMessage title="There is no such session">
          <p>Its name changes when an earlier message of it arrives late.</p>
        </EmptyMessage>
      )}
      {!data && !error && (
        <div class="session-details">
          <Skeleton width={60} />
        </div>
      )}
      {visit && (
        <>
          <div class="session-details">
            <Details
              details={[
                [
                  'Started',
                  <>
                    <Time at={visit.started_at} isExact />{' '}
                    <WhyButton profileId={profileId} subject={`session ${sessionId}`} of="the session begins here" />
                  </>,
                ],
                ['Duration', formatDuration(visit.duration_ms)],
                ['Frustration', <Frustration key="marks" visit={visit} />],
                ['Replay', visit.replay_url && <OutsideLink href={visit.replay_url}>Watch the recording</OutsideLink>],
              ]}
            />
            <Details
              details={[
                ['Device', deviceWords(visit)],
                [
                  'Place',
                  <>
                    <Country code={visit.country} />
                    {visit.city && `, ${visit.city}`}
                  </>,
                ],
                ['Did', `${formatNumber(visit.event_count)} events on ${formatNumber(visit.page_count)} pages`],
                ['Came by', visit.campaign_source ?? visit.referrer ?? 'direct'],
              ]}
            />
          </div>
          <Table
            label="Events of the session"
            source={{ path: events }}
            columns={eventColumns(profileId)}
            rowKey={({ message_id: id }) => id}
            onOpen={setOpened}
          />
        </>
      )}
      {opened && <EventDialog event={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}
