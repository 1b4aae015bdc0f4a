import type { ComponentType } from 'preact';
import type { WholePerson } from '../../api/answers.ts';
import { AsOfTab } from './as-of-tab.tsx';
import { EngagementTab } from './engagement-tab.tsx';
import { IdentityTab } from './identity-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { SentimentTab } from './sentiment-tab.tsx';
import { SessionsTab } from './sessions-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { TraitsTab } from './traits-tab.tsx';

/** What every tab is given. */
export interface TabProps {
  readonly person: WholePerson;
  /** Reads the person again, after something was changed. */
  readonly reload: () => void;
}

/** A tab of the page of a person. */
export interface TabEntry {
  /** The last part of its address; empty for the first one. */
  readonly name: string;
  readonly label: string;
  readonly component: ComponentType<TabProps>;
}

/** Every tab, in their order. */
export const TABS: readonly TabEntry[] = [
  { name: '', label: 'Overview', component: OverviewTab },
  { name: 'sessions', label: 'Sessions', component: SessionsTab },
  { name: 'timeline', label: 'Timeline', component: TimelineTab },
  { name: 'sentiment', label: 'Sentiment', component: SentimentTab },
  { name: 'engagement', label: 'Engagement', component: EngagementTab },
  { name: 'traits', label: 'Traits', component: TraitsTab },
  { name: 'identity', label: 'Identity', component: IdentityTab },
  { name: 'as-of', label: 'As of', component: AsOfTab },
];
