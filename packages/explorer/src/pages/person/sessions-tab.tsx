import type { ComponentChildren } from 'preact';
import type { Visit } from '../../api/person-answers.ts';
import { at } from '../../base.ts';
import { Country } from '../../ui/country.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatDuration, formatNumber } from '../../ui/number.ts';
import { OutsideLink } from '../../ui/outside-link.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Unknown } from '../../ui/unknown.tsx';
import { useQuery } from '../../use-query.ts';
import { Frustration } from './frustration.tsx';
import { SessionView } from './session-view.tsx';
import type { TabProps } from './tabs.ts';

/** Every session of a person, or the one that the address names. */
export function SessionsTab({ person }: TabProps) {
  const [{ session }] = useQuery();
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/sessions`;
  if (session) return <SessionView key={session} profileId={person.profile_id} sessionId={session} />;
  return (
    <div class="person-list">
      <div class="person-tools">
        <span class="muted">{formatNumber(person.session_count)} in all, the latest first</span>
        <SqlButton of="sessions" path={path} />
      </div>
      <Table
        label="Sessions"
        source={{ path }}
        columns={COLUMNS}
        rowKey={({ session_id: id }) => id}
        rowHref={({ session_id: id }) =>
          `${at('/people', person.profile_id, 'sessions')}?${new URLSearchParams({ session: id })}`
        }
        empty={
          <EmptyMessage title="No session yet">
            <p>Backends alone told of this person: what they send opens no session.</p>
          </EmptyMessage>
        }
      />
    </div>
  );
}

const COLUMNS: readonly Column<Visit>[] = [
  { name: 'started_at', label: 'Started', width: 216, render: ({ started_at: time }) => <Time at={time} isExact /> },
  { name: 'duration', label: 'Duration', width: 104, isNumber: true, render: (row) => formatDuration(row.duration_ms) },
  { name: 'pages', label: 'Pages', width: 80, isNumber: true, render: (row) => formatNumber(row.page_count) },
  { name: 'events', label: 'Events', width: 80, isNumber: true, render: (row) => formatNumber(row.event_count) },
  { name: 'device', label: 'Device', width: 152, render: deviceWords },
  {
    name: 'place',
    label: 'Place',
    width: 200,
    render: ({ country, city }) => (
      <>
        <Country code={country} />
        {city && `, ${city}`}
      </>
    ),
  },
  { name: 'frustration', label: 'Frustration', width: 200, render: (row) => <Frustration visit={row} isShort /> },
  {
    name: 'replay',
    label: 'Replay',
    width: 80,
    render: ({ replay_url: url }) =>
      url === null ? (
        <span class="muted">–</span>
      ) : (
        <span class="session-replay">
          <OutsideLink href={url}>Watch</OutsideLink>
        </span>
      ),
  },
];

/** What a session was held on, as `Safari · iOS`. */
export function deviceWords({ browser_name: browser, os_name: os, device_type: type }: Visit): ComponentChildren {
  return [browser, os].filter(Boolean).join(' · ') || type || <Unknown what="device" />;
}
