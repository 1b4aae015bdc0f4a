import type { ListedSurvey } from '../../api/survey-answers.ts';
import { at } from '../../base.ts';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatNumber, formatShare } from '../../ui/number.ts';
import { Page } from '../../ui/page.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';

/** Every survey that somebody saw. */
export function SurveysPage() {
  return (
    <Page title="Surveys" figure={<SqlButton of="surveys" path="/api/surveys" />}>
      <Table<ListedSurvey>
        label="Surveys"
        source={{ path: '/api/surveys' }}
        columns={COLUMNS}
        rowKey={({ survey_id }) => survey_id}
        rowHref={({ survey_id }) => at('/surveys', survey_id)}
        empty={
          <EmptyMessage title="No survey">
            <p>Surveys appear here once somebody sees one: a site tells with Survey Viewed, Answered and Completed.</p>
          </EmptyMessage>
        }
      />
    </Page>
  );
}

const COLUMNS: readonly Column<ListedSurvey>[] = [
  { name: 'name', label: 'Survey', width: 280, render: ({ name, survey_id }) => name ?? survey_id },
  { name: 'survey_id', label: 'Id', width: 160, render: ({ survey_id }) => survey_id },
  { name: 'views', label: 'Views', width: 104, isNumber: true, render: ({ view_count }) => formatNumber(view_count) },
  {
    name: 'responses',
    label: 'Responses',
    width: 112,
    isNumber: true,
    render: ({ response_count }) => formatNumber(response_count),
  },
  {
    name: 'response_rate',
    label: 'Response rate',
    width: 136,
    isNumber: true,
    render: ({ response_count, view_count }) => formatShare(response_count, view_count),
  },
  {
    name: 'completed',
    label: 'Completed',
    width: 112,
    isNumber: true,
    render: ({ completed_count }) => formatNumber(completed_count),
  },
  {
    name: 'completion',
    label: 'Completion',
    width: 120,
    isNumber: true,
    render: ({ completed_count, response_count }) => formatShare(completed_count, response_count),
  },
  { name: 'nps', label: 'NPS', width: 88, isNumber: true, render: ({ nps }) => nps ?? <span class="muted">–</span> },
];
