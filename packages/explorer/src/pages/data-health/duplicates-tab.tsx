import type { Duplicate } from '../../api/doctor-answers.ts';
import { at } from '../../base.ts';
import { Select } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { useQuery } from '../../use-query.ts';
import { NameById } from '../person/name-by-id.tsx';

/** People who share an email address, a phone number or a push token. Nothing is merged because of it. */
export function DuplicatesTab() {
  const [{ kind }, change] = useQuery();
  return (
    <>
      <p class="page-about">
        People who have something in common, and may be one person. Nothing is merged because of it: that is done on a
        person's page, under Identity.
      </p>
      <div class="page-tools">
        <Select label="What is shared" isBare value={kind ?? ''} onChange={(chosen) => change({ kind: chosen })}>
          <option value="">Everything shared</option>
          <option value="email">Email addresses</option>
          <option value="phone">Phone numbers</option>
          <option value="token">Push tokens</option>
        </Select>
        <SqlButton of="duplicates" path="/api/duplicates" query={{ kind }} />
      </div>
      <Table<Duplicate>
        label="Duplicates"
        source={{ path: '/api/duplicates', query: { kind } }}
        columns={COLUMNS}
        rowKey={(row) => `${row.kind} ${row.identifier} ${row.profile_id}`}
        rowHref={({ profile_id }) => at('/people', profile_id)}
        empty={
          <EmptyMessage title="No duplicates">
            <p>No two people have an email address, a phone number or a push token in common.</p>
          </EmptyMessage>
        }
      />
    </>
  );
}

const COLUMNS: readonly Column<Duplicate>[] = [
  { name: 'person', label: 'Person', width: 200, render: ({ profile_id }) => <NameById id={profile_id} /> },
  { name: 'kind', label: 'Shares', width: 112, render: ({ kind }) => kind },
  { name: 'identifier', label: 'Identifier', width: 280, render: ({ identifier }) => identifier },
  {
    name: 'people',
    label: 'People',
    width: 96,
    isNumber: true,
    render: ({ profile_count }) => formatNumber(profile_count),
  },
];
