import type { Account } from '../../api/account-answers.ts';
import { type Choosable, type Look, namedColumns } from '../../list/columns.tsx';
import type { Column } from '../../ui/table/table.tsx';

/** The columns that companies are listed with unless others are chosen. */
export const COMPANY_COLUMNS: readonly string[] = [
  'account_id',
  'user_count',
  'session_count',
  'event_count',
  'session_duration_ms',
  'first_seen_at',
  'last_seen_at',
];

const LOOKS: Readonly<Record<string, Look<Account>>> = {
  account_id: { label: 'Id', width: 128 },
  user_count: { width: 80 },
  session_duration_ms: { width: 144 },
  first_seen_at: { width: 120 },
  last_seen_at: { width: 120 },
};

/** The columns of the table of companies: which it is, then what was chosen. */
export function companyColumns(choosable: readonly Choosable[], chosen: readonly string[]): Column<Account>[] {
  const which: Column<Account> = {
    name: 'name',
    label: 'Company',
    width: 200,
    isSortable: true,
    render: ({ name, account_id }) => name ?? account_id,
  };
  return [which, ...namedColumns(choosable, chosen, LOOKS)];
}
