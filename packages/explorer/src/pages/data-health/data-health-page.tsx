import { useRoute } from 'preact-iso';
import { at } from '../../base.ts';
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { DuplicatesTab } from './duplicates-tab.tsx';
import { FindingsTab } from './findings-tab.tsx';
import { LossesTab } from './losses-tab.tsx';
import './data-health-page.css';

const TABS = [
  { name: '', label: 'Checks', component: FindingsTab },
  { name: 'losses', label: 'Losses', component: LossesTab },
  { name: 'duplicates', label: 'Duplicates', component: DuplicatesTab },
];

/** What goes wrong in what is sent: checks, messages that never arrived, people who share an identifier. */
export function DataHealthPage() {
  const { tab: name = '' } = useRoute().params;
  const Tab = TABS.find((entry) => entry.name === name)?.component;
  return (
    <Page
      title="Data health"
      about="What goes wrong in what arrives, why it matters, and what mends it: what kith doctor says."
    >
      <Tabs label="About the data" address={at('/data-health')} tabs={TABS} current={name} />
      {Tab && <Tab />}
    </Page>
  );
}
