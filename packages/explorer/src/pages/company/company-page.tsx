import { useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { Account } from '../../api/account-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { useKeys } from '../../keyboard.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { useTitle } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';
import { OverviewReport } from '../overview/overview-report.tsx';
import { CompanyUsers } from './company-users.tsx';
import './company-page.css';

/** One company: what its users did in a period, and who they are. */
export function CompanyPage() {
  const { id = '', tab = '' } = useRoute().params;
  const { route } = useLocation();
  const path = `/api/accounts/${encodeURIComponent(id)}`;
  const { data: account, error, reload } = useAnswer<Account>(path);
  useKeys(useMemo(() => ({ Escape: () => route(at('/companies')) }), [route]));
  useTitle(account ? (account.name ?? id) : 'Company');

  if (error) return <ErrorMessage error={error} retry={reload} />;
  return (
    <article class="company">
      <CompanyHeader account={account} />
      <Tabs
        label="About this company"
        address={at('/companies', id)}
        tabs={[
          { name: '', label: 'Overview' },
          { name: 'users', label: 'Users' },
        ]}
        current={tab}
      />
      {tab === '' && (
        <>
          <OverviewReport path={`${path}/overview`} isOfMany />
          {account && <CompanyTraits traits={account.traits} />}
        </>
      )}
      {tab === 'users' && <CompanyUsers path={`${path}/users`} />}
    </article>
  );
}

function CompanyHeader({ account }: { readonly account: Account | undefined }) {
  return (
    <header class="company-header">
      <h1>{account ? (account.name ?? account.account_id) : <Skeleton width={16} />}</h1>
      <p>
        {account ? (
          <>
            <span class="company-id">{account.account_id}</span>
            <CopyButton text={account.account_id} />
          </>
        ) : (
          <Skeleton width={16} />
        )}
      </p>
      <Facts
        facts={[
          ['Users', account && formatNumber(account.user_count)],
          ['Sessions', account && formatNumber(account.session_count)],
          ['Last seen', account && <Time at={account.last_seen_at} />],
          [
            account?.signed_up_at === null ? 'First seen' : 'Signed up',
            account && <Time at={account.signed_up_at ?? account.first_seen_at} />,
          ],
        ]}
      />
    </header>
  );
}

function CompanyTraits({ traits }: Pick<Account, 'traits'>) {
  const said = Object.entries(traits);
  if (said.length === 0) return null;
  return (
    <Panel title="Traits">
      <dl class="company-traits">
        {said.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
