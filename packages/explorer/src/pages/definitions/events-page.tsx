import { useState } from 'preact/hooks';
import type { EventDefinition } from '../../api/answers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Select } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Page } from '../../ui/page.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useQuery } from '../../use-query.ts';
import { DefinitionDialog } from './definition-dialog.tsx';
import { DefinitionName } from './definition-name.tsx';
import { Mappings } from './mappings.tsx';

const PATH = '/api/definitions/events';
const TYPES = ['custom', 'purchase', 'survey', 'engagement', 'frustration'];

/** Every name of events, with how often and when it was sent, and what people here call it. */
export function EventsPage() {
  const [{ type }, change] = useQuery();
  const [opened, setOpened] = useState<EventDefinition>();
  const [version, setVersion] = useState(0);
  return (
    <Page title="Events" figure={<SqlButton of="events" path={PATH} query={{ type }} />}>
      <div class="page-tools">
        <Select label="Type" isBare value={type ?? ''} onChange={(chosen) => change({ type: chosen })}>
          <option value="">All types</option>
          {TYPES.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <Table<EventDefinition>
        key={version}
        label="Events"
        source={{ path: PATH, query: { type } }}
        columns={COLUMNS}
        rowKey={({ name }) => name}
        onOpen={setOpened}
        empty={
          <EmptyMessage title="No event">
            <p>A name appears here when it is sent for the first time.</p>
          </EmptyMessage>
        }
      />
      {opened && (
        <DefinitionDialog
          subject="event"
          name={opened.name}
          definition={opened}
          onSaved={() => {
            setOpened(undefined);
            setVersion(version + 1);
          }}
          onClose={() => setOpened(undefined)}
        >
          <Mappings event={opened.name} />
        </DefinitionDialog>
      )}
    </Page>
  );
}

const COLUMNS: readonly Column<EventDefinition>[] = [
  {
    name: 'name',
    label: 'Event',
    width: 280,
    render: (definition) => <DefinitionName name={definition.name} definition={definition} />,
  },
  {
    name: 'type',
    label: 'Type',
    width: 128,
    render: ({ type }) => <Badge tone={type === 'purchase' ? 'good' : 'plain'}>{type}</Badge>,
  },
  { name: 'count', label: 'Count', width: 112, isNumber: true, render: ({ count }) => formatNumber(count) },
  { name: 'first', label: 'First seen', width: 136, render: ({ first_seen_at }) => <Time at={first_seen_at} /> },
  { name: 'last', label: 'Last seen', width: 136, render: ({ last_seen_at }) => <Time at={last_seen_at} /> },
  {
    name: 'description',
    label: 'Description',
    width: 280,
    render: ({ description }) => description ?? <span class="muted">–</span>,
  },
];
