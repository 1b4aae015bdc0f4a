import { OverviewReport } from '../overview/overview-report.tsx';
import { FirstAndLast } from './first-and-last.tsx';
import type { TabProps } from './tabs.ts';

/** What a person did in a period, and where they came from first and last. */
export function OverviewTab({ person }: TabProps) {
  return (
    <>
      <OverviewReport path={`/api/profiles/${encodeURIComponent(person.profile_id)}/overview`} />
      <FirstAndLast person={person} />
    </>
  );
}
