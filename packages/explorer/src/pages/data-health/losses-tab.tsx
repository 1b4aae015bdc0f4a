import { useMemo } from 'preact/hooks';
import type { Page } from '../../api/answers.ts';
import type { Loss } from '../../api/doctor-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { type DayCount, DaysChart } from '../../ui/chart/days-chart.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatNumber, formatShare } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';

/** Days with numbered messages that the chart may hold. */
const DAYS = { limit: 60 };

/** The chart is at least so long, in days. */
const LEAST_DAY_COUNT = 30;

const DAY_MS = 86_400_000;

/** Messages that browsers numbered and that never arrived: by day, and by browser and version. */
export function LossesTab() {
  const { data } = useAnswer<Page<Loss>>('/api/losses/days', DAYS);
  const sum = (name: 'missing_count' | 'sent_count') => data?.data.reduce((total, day) => total + day[name], 0) ?? 0;
  const days = useMemo(() => data && everyDay(data.data), [data]);
  return (
    <>
      <p class="page-about">
        Kith's own SDK numbers what it sends. A number that is left out is a message which a browser wanted to send, and
        which never arrived.
      </p>
      <Panel
        title={
          data
            ? `${formatNumber(sum('missing_count'))} of ${formatNumber(sum('sent_count'))} never arrived`
            : 'Messages that never arrived'
        }
        action={<SqlButton of="messages that never arrived by day" path="/api/losses/days" query={DAYS} />}
      >
        <DaysChart label="Messages that never arrived" days={days} />
      </Panel>
      <div class="losses">
        <Table<Loss>
          label="Losses"
          source={{ path: '/api/losses' }}
          columns={COLUMNS}
          rowKey={({ day, browser_name, browser_version }) => `${day} ${browser_name} ${browser_version}`}
          empty={
            <EmptyMessage title="No numbered message">
              <p>Kith's own SDK numbers its messages, so that those which never arrive are known.</p>
            </EmptyMessage>
          }
        />
      </div>
    </>
  );
}

// Also the days on which nothing was sent.
function everyDay(losses: readonly Loss[]): DayCount[] {
  const counts = new Map(losses.map(({ day, missing_count }) => [day, missing_count]));
  const [latest = new Date().toISOString(), earliest = latest] = [losses[0]?.day, losses.at(-1)?.day];
  const end = Date.parse(latest.slice(0, 10));
  const length = Math.max(LEAST_DAY_COUNT, (end - Date.parse(earliest.slice(0, 10))) / DAY_MS + 1);
  return Array.from({ length }, (_, index) => {
    const day = new Date(end - (length - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return { day, count: counts.get(day) ?? 0 };
  });
}

const COLUMNS: readonly Column<Loss>[] = [
  { name: 'day', label: 'Day', width: 120, render: ({ day }) => day },
  { name: 'browser', label: 'Browser', width: 136, render: ({ browser_name }) => browser_name ?? '–' },
  { name: 'version', label: 'Version', width: 96, render: ({ browser_version }) => browser_version ?? '–' },
  { name: 'sent', label: 'Sent', width: 96, isNumber: true, render: ({ sent_count }) => formatNumber(sent_count) },
  {
    name: 'missing',
    label: 'Missing',
    width: 96,
    isNumber: true,
    render: ({ missing_count }) => formatNumber(missing_count),
  },
  {
    name: 'share',
    label: 'Share',
    width: 96,
    isNumber: true,
    render: ({ missing_count, sent_count }) => formatShare(missing_count, sent_count),
  },
];
