import type { AccessRow } from '../../api/decision-answers.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';

/** Who may read: users, who log in, and keys, which belong to programs; those of the past too. */
export function AccessTab() {
  return (
    <>
      <p class="page-about">
        kith access adds users and keys, changes passwords and revokes both: neither is ever typed into a page.
      </p>
      <Table<AccessRow>
        label="Access"
        source={{ path: '/api/access' }}
        columns={COLUMNS}
        rowKey={({ access_id }) => String(access_id)}
        empty={
          <EmptyMessage title="Nobody but the admin token">
            <p>Give each person a login of their own with kith access.</p>
          </EmptyMessage>
        }
      />
    </>
  );
}

const COLUMNS: readonly Column<AccessRow>[] = [
  { name: 'name', label: 'Name', width: 200, render: ({ name }) => name },
  { name: 'kind', label: 'Kind', width: 96, render: ({ kind }) => kind },
  { name: 'scopes', label: 'May', width: 240, render: ({ scopes }) => scopes.join(', ') },
  { name: 'created', label: 'Since', width: 136, render: ({ created_at }) => <Time at={created_at} /> },
  {
    name: 'revoked',
    label: 'Until',
    width: 160,
    render: ({ revoked_at }) => (revoked_at === null ? <Badge tone="good">in force</Badge> : <Time at={revoked_at} />),
  },
];
