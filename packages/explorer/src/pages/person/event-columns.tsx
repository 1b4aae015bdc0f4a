import type { KnownEvent } from '../../api/person-answers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Country } from '../../ui/country.tsx';
import { eventWords } from '../../ui/event-details.tsx';
import type { Column } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import './event-columns.css';

const FRUSTRATION = new Set(['Rage Click', 'Dead Click', 'Error Click']);

/** Columns of a list of events, of which `profileId` is the person's: what may be somebody else's is grey. */
export function eventColumns(profileId: string): readonly Column<KnownEvent>[] {
  const grey = (event: KnownEvent) => (event.profile_id === profileId ? '' : 'is-apart');
  return [
    {
      name: 'timestamp',
      label: 'Time',
      width: 232,
      render: (event) => (
        <span class={grey(event)}>
          <Time at={event.timestamp} isExact />
        </span>
      ),
    },
    {
      name: 'event',
      label: 'Event',
      width: 280,
      render: (event) => (
        <span class={grey(event)}>
          {FRUSTRATION.has(event.name ?? '') ? (
            <Badge tone="warn">{event.name}</Badge>
          ) : (
            <span class={event.type === 'track' ? 'event-words' : ''}>{eventWords(event)}</span>
          )}
          {event.profile_id !== profileId && <span class="event-apart">maybe not theirs</span>}
        </span>
      ),
    },
    {
      name: 'page',
      label: 'Page',
      width: 240,
      render: (event) => <span class={grey(event)}>{event.path ?? dash}</span>,
    },
    {
      name: 'device',
      label: 'Device',
      width: 176,
      render: (event) => (
        <span class={grey(event)}>
          {event.is_server ? 'Backend' : [event.browser_name, event.os_name].filter(Boolean).join(' · ') || dash}
        </span>
      ),
    },
    {
      name: 'place',
      label: 'Country',
      width: 144,
      render: (event) => (
        <span class={grey(event)}>
          <Country code={event.country} />
        </span>
      ),
    },
  ];
}

const dash = <span class="muted">–</span>;
