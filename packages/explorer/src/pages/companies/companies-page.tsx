import type { Account } from '../../api/account-answers.ts';
import { ListPage } from '../../list/list-page.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { useQuery } from '../../use-query.ts';
import { COMPANY_COLUMNS, companyColumns } from './company-columns.tsx';

/** Every company, or those whom a search, a segment or a filter selects. */
export function CompaniesPage() {
  const [{ q, filter }] = useQuery();
  return (
    <ListPage<Account>
      subject="accounts"
      title="Companies"
      placeholder="Name or id"
      usual={COMPANY_COLUMNS}
      columns={companyColumns}
      countedBy="user_count"
      rowId={({ account_id }) => account_id}
      empty={
        <EmptyMessage title="No company">
          <p>
            {q || filter ? 'None is like that.' : 'Companies appear here once group calls say who belongs to which.'}
          </p>
        </EmptyMessage>
      }
    />
  );
}
