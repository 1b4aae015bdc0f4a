import type { Overview } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Bars } from '../../ui/bars.tsx';
import { DaysChart } from '../../ui/chart/days-chart.tsx';
import { Figures } from '../../ui/figures.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { formatDuration, formatNumber } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { PeriodPicker, periodQuery } from '../../ui/period-picker.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { useQuery } from '../../use-query.ts';
import './overview-report.css';

/** What a person, or everybody in a company, did in a period: totals, days, top events and pages. */
export function OverviewReport({
  path,
  isOfMany = false,
}: {
  /** The question: `/api/profiles/…/overview` or `/api/accounts/…/overview`. */
  readonly path: string;
  /** Whether it is about several people, who are counted then. */
  readonly isOfMany?: boolean;
}) {
  const [view, change] = useQuery();
  const query = { ...periodQuery(view), search: view.search };
  const { data, error, reload } = useAnswer<Overview>(path, query);
  if (error) return <ErrorMessage error={error} retry={reload} />;

  const sql = (of: string, figure: string) => <SqlButton of={of} path={path} query={query} figure={figure} />;
  const figures = [
    ['Identified users', data && formatNumber(data.active_user_count), 'totals'],
    ['Events', data && formatNumber(data.event_count), 'event_days'],
    ['Sessions', data && formatNumber(data.session_count), 'totals'],
    ['Time in sessions', data && formatDuration(data.session_duration_ms), 'totals'],
    ['Average session', data && formatDuration(data.average_session_ms), 'totals'],
  ] as const;
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
      <Figures
        figures={figures
          .slice(isOfMany ? 0 : 1)
          .map(([label, value, figure]) => ({ label, value, sql: sql(label, figure) }))}
      />
      <p class="muted">Events are what was tracked; page views are counted apart, under Top pages.</p>
      <Panel title="Events by day" action={sql('Events by day', 'event_days')}>
        <DaysChart label="Events by day" days={data?.days.map(({ day, event_count: count }) => ({ day, count }))} />
      </Panel>
      <div class="overview-tops">
        <Panel title="Top events" action={sql('Top events', 'top_events')}>
          <Bars bars={data?.top_events.map(({ name, count }) => ({ key: name, label: name, count }))} />
        </Panel>
        <Panel title="Top pages" action={sql('Top pages', 'top_pages')}>
          <Bars bars={data?.top_pages.map(({ page, count }) => ({ key: page, label: page, count }))} />
        </Panel>
      </div>
    </div>
  );
}
