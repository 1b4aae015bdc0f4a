import type { Overview } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Bars } from '../../ui/bars.tsx';
import { DaysChart } from '../../ui/chart/days-chart.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { formatDuration, formatNumber } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { PeriodPicker, periodQuery } from '../../ui/period-picker.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { useQuery } from '../../use-query.ts';
import { FirstAndLast } from './first-and-last.tsx';
import type { TabProps } from './tabs.ts';

/** What a person did in a period: totals, days, top events and pages; and where they came from first and last. */
export function OverviewTab({ person }: TabProps) {
  const [view, change] = useQuery();
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/overview`;
  const query = { ...periodQuery(view), search: view.search };
  const { data, error, reload } = useAnswer<Overview>(path, query);
  if (error) return <ErrorMessage error={error} retry={reload} />;

  const figures: readonly (readonly [label: string, value: string | undefined, statement: string])[] = [
    ['Events', data && formatNumber(data.event_count), 'event_days'],
    ['Sessions', data && formatNumber(data.session_count), 'totals'],
    ['Time in sessions', data && formatDuration(data.session_duration_ms), 'totals'],
    ['Average session', data && formatDuration(data.average_session_ms), 'totals'],
  ];
  return (
    <div class="overview">
      <div class="overview-tools">
        <PeriodPicker />
        <SearchField
          label="Search events and pages"
          placeholder="Event or page"
          value={view.search ?? ''}
          onSearch={(search) => change({ search }, true)}
        />
      </div>
      <dl class="overview-figures">
        {figures.map(([label, value, statement]) => (
          <div key={label}>
            <dt>
              {label} <SqlButton of={label} path={path} query={query} figure={statement} />
            </dt>
            <dd>{value ?? <Skeleton width={6} />}</dd>
          </div>
        ))}
      </dl>
      <Panel
        title="Events by day"
        action={<SqlButton of="Events by day" path={path} query={query} figure="event_days" />}
      >
        <DaysChart label="Events by day" days={data?.days.map(({ day, event_count: count }) => ({ day, count }))} />
      </Panel>
      <div class="overview-tops">
        <Panel title="Top events" action={<SqlButton of="Top events" path={path} query={query} figure="top_events" />}>
          <Bars bars={data?.top_events.map(({ name, count }) => ({ key: name, label: name, count }))} />
        </Panel>
        <Panel title="Top pages" action={<SqlButton of="Top pages" path={path} query={query} figure="top_pages" />}>
          <Bars bars={data?.top_pages.map(({ page, count }) => ({ key: page, label: page, count }))} />
        </Panel>
      </div>
      <FirstAndLast person={person} />
    </div>
  );
}
