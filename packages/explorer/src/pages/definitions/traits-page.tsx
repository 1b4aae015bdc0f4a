import { useState } from 'preact/hooks';
import type { TraitDefinition } from '../../api/answers.ts';
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

const PATH = '/api/definitions/traits';
const GROUPS = { contact: 'Contact', survey: 'Survey answers', account: 'Account', metadata: 'Metadata' };

/** Every trait that people have, with how many have it, of which types, and what people here call it. */
export function TraitsPage() {
  const [{ group }, change] = useQuery();
  const [opened, setOpened] = useState<TraitDefinition>();
  const [version, setVersion] = useState(0);
  const query = { trait_group: group };
  return (
    <Page title="Traits" figure={<SqlButton of="traits" path={PATH} query={query} />}>
      <div class="page-tools">
        <Select label="Group" isBare value={group ?? ''} onChange={(chosen) => change({ group: chosen })}>
          <option value="">All groups</option>
          {Object.entries(GROUPS).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <Table<TraitDefinition>
        key={version}
        label="Traits"
        source={{ path: PATH, query }}
        columns={COLUMNS}
        rowKey={({ key, trait_group }) => `${trait_group} ${key}`}
        onOpen={setOpened}
        empty={
          <EmptyMessage title="No trait">
            <p>A trait appears here when it is sent for the first time.</p>
          </EmptyMessage>
        }
      />
      {opened && (
        <DefinitionDialog
          subject="trait"
          name={opened.key}
          definition={opened}
          onSaved={() => {
            setOpened(undefined);
            setVersion(version + 1);
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Page>
  );
}

const COLUMNS: readonly Column<TraitDefinition>[] = [
  {
    name: 'key',
    label: 'Trait',
    width: 240,
    render: (definition) => <DefinitionName name={definition.key} definition={definition} />,
  },
  { name: 'group', label: 'Group', width: 160, render: ({ trait_group }) => GROUPS[trait_group] },
  { name: 'type', label: 'Types', width: 200, render: typesOf },
  { name: 'count', label: 'People', width: 104, isNumber: true, render: ({ count }) => formatNumber(count) },
  { name: 'first', label: 'First seen', width: 136, render: ({ first_seen_at }) => <Time at={first_seen_at} /> },
  { name: 'last', label: 'Last seen', width: 136, render: ({ last_seen_at }) => <Time at={last_seen_at} /> },
  {
    name: 'description',
    label: 'Description',
    width: 240,
    render: ({ description }) => description ?? <span class="muted">–</span>,
  },
];

// Of several, each with how often.
function typesOf({ type, types }: TraitDefinition) {
  const counted = Object.entries(types);
  if (counted.length < 2) return type ?? <span class="muted">–</span>;
  return (
    <>
      <Badge tone="warn">mixed</Badge> {counted.map(([name, count]) => `${name} ${formatNumber(count)}`).join(', ')}
    </>
  );
}
