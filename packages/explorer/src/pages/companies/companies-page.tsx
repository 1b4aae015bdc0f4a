import { useMemo } from 'preact/hooks';
import type { Account } from '../../api/account-answers.ts';
import type { Count } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { filterText, narrowed, readFilter } from '../../filter/filter.ts';
import { FilterBar } from '../../filter/filter-bar.tsx';
import { SegmentList } from '../../filter/segment-list.tsx';
import { useVocabulary } from '../../filter/use-vocabulary.ts';
import { choosableColumns, chosenColumns } from '../../list/columns.tsx';
import { CountsPanel } from '../../list/counts-panel.tsx';
import { ListActions } from '../../list/list-actions.tsx';
import { CountFigure } from '../../ui/count-figure.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Table } from '../../ui/table/table.tsx';
import { useQuery } from '../../use-query.ts';
import { COMPANY_COLUMNS, companyColumns } from './company-columns.tsx';

/** Every company, or those whom a search, a segment or a filter selects. The address holds all of the view. */
export function CompaniesPage() {
  const [{ q, filter: given, columns, by, sort = 'last_seen_at', order }, change] = useQuery();
  const vocabulary = useVocabulary();
  const group = useMemo(() => readFilter(given), [given]);
  const filter = filterText(group);
  const selection = { find: q, filter };
  const choosable = choosableColumns(vocabulary.attributeLists.accounts, vocabulary.traitLists.accounts);
  return (
    <ListPage
      title="Companies"
      figure={<CompanyCount {...selection} />}
      actions={
        <ListActions
          subject="accounts"
          title="Export companies"
          choosable={choosable}
          usual={COMPANY_COLUMNS}
          countedBy="user_count"
          selection={selection}
          order={{ sort, order }}
        />
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
      aside={
        by && (
          <CountsPanel
            subject="accounts"
            by={by}
            selection={selection}
            choosable={choosable}
            onBy={(name) => change({ by: name })}
            onChoose={(condition) => change({ filter: filterText(narrowed(group, condition)) })}
          />
        )
      }
    >
      <Table<Account>
        label="Companies"
        source={{ path: '/api/accounts', query: { ...selection, sort, order } }}
        columns={companyColumns(choosable, chosenColumns(columns, COMPANY_COLUMNS))}
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
