import { useState } from 'preact/hooks';
import type { Engagement } from '../../api/person-answers.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { MessageDialog } from './event-dialog.tsx';
import type { TabProps } from './tabs.ts';

/** In-app content that a person saw, with the last action on each; its message tells the rest. */
export function EngagementTab({ person }: TabProps) {
  const [opened, setOpened] = useState<Engagement>();
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/engagements`;
  return (
    <div class="person-list">
      <div class="person-tools">
        <span class="muted">In-app content that was shown to them: the last action on each, the latest first</span>
        <SqlButton of="engagement" path={path} />
      </div>
      <Table
        label="Engagement"
        source={{ path }}
        columns={COLUMNS}
        rowKey={({ content_type: type, content_id: id }) => `${type}\n${id}`}
        onOpen={setOpened}
        empty={<EmptyMessage title="No content was shown to them yet" />}
      />
      {opened && (
        <MessageDialog
          profileId={person.profile_id}
          messageId={opened.last_message_id}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  );
}

const TONES = { clicked: 'accent', completed: 'good', dismissed: 'plain', shown: 'plain' } as const;

const COLUMNS: readonly Column<Engagement>[] = [
  { name: 'name', label: 'Content', width: 240, render: (row) => row.name ?? row.content_id },
  { name: 'type', label: 'Type', width: 128, render: ({ content_type: type }) => type },
  {
    name: 'action',
    label: 'Last action',
    width: 128,
    render: ({ last_action: action }) => <Badge tone={TONES[action]}>{action}</Badge>,
  },
  { name: 'at', label: 'When', width: 232, render: ({ last_at: time }) => <Time at={time} isExact /> },
  { name: 'count', label: 'Times', width: 80, isNumber: true, render: ({ count }) => formatNumber(count) },
  { name: 'seen', label: 'Seen', width: 96, render: (row) => (row.counts_as_seen ? 'yes' : 'reset') },
];
