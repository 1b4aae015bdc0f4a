import { useMemo, useState } from 'preact/hooks';
import type { Account } from '../../api/account-answers.ts';
import type { Count } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { filterText, readFilter } from '../../filter/filter.ts';
import { FilterBar } from '../../filter/filter-bar.tsx';
import { SegmentList } from '../../filter/segment-list.tsx';
import { useVocabulary } from '../../filter/use-vocabulary.ts';
import { Button } from '../../ui/button.tsx';
import { CountFigure } from '../../ui/count-figure.tsx';
import { ExportDialog } from '../../ui/export-dialog.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatDuration, formatNumber } from '../../ui/number.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useQuery } from '../../use-query.ts';

/** Every company, or those whom a search, a segment or a filter selects. The address holds all of the view. */
export function CompaniesPage() {
  const [{ q, filter: given, sort = 'last_seen_at', order }, change] = useQuery();
  const vocabulary = useVocabulary();
  const group = useMemo(() => readFilter(given), [given]);
  const filter = filterText(group);
  const [isExporting, setExporting] = useState(false);
  const selection = { find: q, filter };
  return (
    <ListPage
      title="Companies"
      figure={<CompanyCount {...selection} />}
      actions={
        <Button icon="export" onClick={() => setExporting(true)}>
          Export
        </Button>
      }
      side={
        <SegmentList
          subject="accounts"
          segments={vocabulary.segmentLists.accounts}
          chosen={filter}
          onChoose={(chosen) => change({ filter: chosen })}
        />
      }
      tools={
        <>
          <SearchField
            label="Search companies"
            placeholder="Name or id"
            value={q ?? ''}
            onSearch={(text) => change({ q: text }, true)}
          />
          <FilterBar
            subject="accounts"
            group={group}
            vocabulary={vocabulary}
            selection={{ find: q }}
            onChange={(changed) => change({ filter: filterText(changed) })}
          />
        </>
      }
    >
      <Table<Account>
        label="Companies"
        source={{ path: '/api/accounts', query: { ...selection, sort, order } }}
        columns={COLUMNS}
        rowKey={({ account_id }) => account_id}
        rowHref={({ account_id }) => at('/companies', account_id)}
        sort={{ name: sort, isAscending: order === 'asc' }}
        onSort={({ name, isAscending }) => change({ sort: name, order: isAscending ? 'asc' : '' })}
        empty={
          <EmptyMessage title="No company">
            <p>
              {q || filter ? 'None is like that.' : 'Companies appear here once group calls say who belongs to which.'}
            </p>
          </EmptyMessage>
        }
      />
      {isExporting && (
        <ExportDialog
          title="Export companies"
          subject="accounts"
          columns={[...new Set(['account_id', ...COLUMNS.map(({ name }) => name)])]}
          selection={selection}
          order={{ sort, order }}
          onClose={() => setExporting(false)}
        />
      )}
    </ListPage>
  );
}

function CompanyCount(selection: { readonly find: string | undefined; readonly filter: string | undefined }) {
  const { data } = useAnswer<Count>('/api/accounts/count', selection);
  return (
    <>
      <CountFigure count={data} path="/api/accounts/count" query={selection} />
      <SqlButton of="number of companies" path="/api/accounts/count" query={selection} />
    </>
  );
}

const COLUMNS: readonly Column<Account>[] = [
  {
    name: 'name',
    label: 'Company',
    width: 200,
    isSortable: true,
    render: ({ name, account_id }) => name ?? account_id,
  },
  { name: 'account_id', label: 'Id', width: 128, isSortable: true, render: ({ account_id }) => account_id },
  {
    name: 'user_count',
    label: 'Users',
    width: 80,
    isNumber: true,
    isSortable: true,
    render: ({ user_count }) => formatNumber(user_count),
  },
  {
    name: 'session_count',
    label: 'Sessions',
    width: 96,
    isNumber: true,
    isSortable: true,
    render: ({ session_count }) => formatNumber(session_count),
  },
  {
    name: 'event_count',
    label: 'Events',
    width: 96,
    isNumber: true,
    isSortable: true,
    render: ({ event_count }) => formatNumber(event_count),
  },
  {
    name: 'session_duration_ms',
    label: 'Time',
    width: 112,
    isNumber: true,
    isSortable: true,
    render: ({ session_duration_ms }) => formatDuration(session_duration_ms),
  },
  {
    name: 'first_seen_at',
    label: 'First seen',
    width: 120,
    isSortable: true,
    render: ({ first_seen_at }) => <Time at={first_seen_at} />,
  },
  {
    name: 'last_seen_at',
    label: 'Last seen',
    width: 120,
    isSortable: true,
    render: ({ last_seen_at }) => <Time at={last_seen_at} />,
  },
];
