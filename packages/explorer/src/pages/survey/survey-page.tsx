import { useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { addressOf } from '../../api/api.ts';
import type { SurveyResults } from '../../api/survey-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { useKeys } from '../../keyboard.ts';
import { DownloadLink } from '../../ui/download-link.tsx';
import { Figures } from '../../ui/figures.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyMessage, ErrorMessage } from '../../ui/message.tsx';
import { formatNumber, formatShare } from '../../ui/number.ts';
import { Page } from '../../ui/page.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { QuestionPanel } from './question-panel.tsx';
import { ResponsesTable } from './responses-table.tsx';
import './survey-page.css';

/** Answers of a question that are shown: enough for each score from 0 to 10. */
const ANSWER_COUNT = 15;

/** One survey: what was answered, and by whom. */
export function SurveyPage() {
  const { id = '', tab = '' } = useRoute().params;
  const { route } = useLocation();
  const path = `/api/surveys/${encodeURIComponent(id)}`;
  const query = { limit: ANSWER_COUNT };
  const { data: survey, error, reload } = useAnswer<SurveyResults>(path, query);
  useKeys(useMemo(() => ({ Escape: () => route(at('/surveys')) }), [route]));

  if (error) return <ErrorMessage error={error} retry={reload} />;
  const sql = (of: string) => <SqlButton of={of} path={path} query={query} figure="survey" />;
  const { view_count = 0, response_count = 0, completed_count = 0, dismissed_count = 0 } = survey ?? {};
  const export_ = (format: string) => addressOf('/api/export/responses', { survey_id: id, format, labels: true });
  return (
    <Page
      title={survey?.name ?? id}
      figure={<span class="survey-id">{id}</span>}
      actions={['csv', 'xlsx'].map((format) => (
        <DownloadLink key={format} kind="plain" href={export_(format)}>
          <Icon name="export" />
          {format.toUpperCase()}
        </DownloadLink>
      ))}
    >
      <Figures
        figures={[
          { label: 'Views', value: survey && formatNumber(view_count), sql: sql('Views') },
          {
            label: 'Responses',
            value: survey && <Part count={response_count} share={formatShare(response_count, view_count)} />,
            sql: sql('Responses'),
          },
          {
            label: 'Completed',
            value: survey && <Part count={completed_count} share={formatShare(completed_count, response_count)} />,
            sql: sql('Completed'),
          },
          { label: 'Dismissed', value: survey && formatNumber(dismissed_count), sql: sql('Dismissed') },
        ]}
      />
      <Tabs
        label="About this survey"
        address={at('/surveys', id)}
        tabs={[
          { name: '', label: 'Results' },
          { name: 'responses', label: 'Responses' },
        ]}
        current={tab}
      />
      {tab === '' && survey?.questions.length === 0 && <EmptyMessage title="Nobody has answered yet" />}
      {tab === '' && (
        <div class="survey-questions">
          {survey?.questions.map((question) => (
            <QuestionPanel
              key={question.question_id}
              question={question}
              answers={survey.answers.filter(({ question_id }) => question_id === question.question_id)}
              sql={<SqlButton of={`answers to ${question.question_id}`} path={path} query={query} figure="answers" />}
            />
          ))}
        </div>
      )}
      {tab === 'responses' && survey && <ResponsesTable path={`${path}/responses`} questions={survey.questions} />}
    </Page>
  );
}

function Part({ count, share }: { readonly count: number; readonly share: string }) {
  return (
    <>
      {formatNumber(count)} <span class="survey-share">{share}</span>
    </>
  );
}
