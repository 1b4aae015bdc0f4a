import type { ComponentType } from 'preact';
import type { WholePerson } from '../../api/answers.ts';
import { OverviewTab } from './overview-tab.tsx';

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
export const TABS: readonly TabEntry[] = [{ name: '', label: 'Overview', component: OverviewTab }];
