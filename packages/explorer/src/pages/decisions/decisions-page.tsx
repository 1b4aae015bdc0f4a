import { useRoute } from 'preact-iso';
import { at } from '../../base.ts';
import { useSession } from '../../session/session.tsx';
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AccessTab } from './access-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { DecisionsTab } from './decisions-tab.tsx';

const TABS = [
  { name: '', label: 'Decisions', component: DecisionsTab, isForAdmins: false },
  { name: 'audit', label: 'Audit', component: AuditTab, isForAdmins: true },
  { name: 'access', label: 'Access', component: AccessTab, isForAdmins: true },
];

/** What operators decided, and for administrators who did what and who may. */
export function DecisionsPage() {
  const { tab: name = '' } = useRoute().params;
  const { isAdmin } = useSession();
  const tabs = TABS.filter(({ isForAdmins }) => isAdmin || !isForAdmins);
  const Tab = tabs.find((entry) => entry.name === name)?.component;
  return (
    <Page title="Decisions">
      <Tabs label="About decisions" address={at('/decisions')} tabs={tabs} current={name} />
      {Tab && <Tab />}
    </Page>
  );
}
