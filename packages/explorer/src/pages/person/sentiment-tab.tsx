import { useState } from 'preact/hooks';
import type { WholePerson } from '../../api/answers.ts';
import type { SurveyResponse } from '../../api/person-answers.ts';
import { Badge } from '../../ui/badge.tsx';
import { jsonText } from '../../ui/details.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { PeriodPicker, periodQuery } from '../../ui/period-picker.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { WhyButton } from '../../ui/why-button.tsx';
import { useQuery } from '../../use-query.ts';
import { ResponseDialog } from './response-dialog.tsx';
import { ResponseState } from './response-state.tsx';
import type { TabProps } from './tabs.ts';
import './sentiment-tab.css';

/** What a person says: the latest answers on the scale of the net promoter score, and every response to a survey. */
export function SentimentTab({ person }: TabProps) {
  const [view] = useQuery();
  const [opened, setOpened] = useState<SurveyResponse>();
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/responses`;
  const query = periodQuery(view);
  return (
    <div class="person-list">
      <Scores person={person} />
      <div class="person-tools">
        <PeriodPicker isOptional />
        <SqlButton of="responses" path={path} query={query} />
      </div>
      <Table
        label="Survey responses"
        source={{ path, query }}
        columns={COLUMNS}
        rowKey={({ survey_id: survey, response_id: response }) => `${survey}\n${response}`}
        onOpen={setOpened}
        empty={<EmptyMessage title="No survey was shown to them in this time" />}
      />
      {opened && (
        <ResponseDialog response={opened} profileId={person.profile_id} onClose={() => setOpened(undefined)} />
      )}
    </div>
  );
}

const COLUMNS: readonly Column<SurveyResponse>[] = [
  { name: 'survey', label: 'Survey', width: 208, render: (row) => row.survey_name ?? row.survey_id },
  { name: 'state', label: 'State', width: 152, render: ({ state }) => <ResponseState state={state} /> },
  {
    name: 'answers',
    label: 'Answers',
    width: 320,
    render: ({ answers }) =>
      Object.entries(answers)
        .map(([question, answer]) => `${question}: ${jsonText(answer)}`)
        .join(' · ') || <span class="muted">–</span>,
  },
  { name: 'viewed', label: 'First viewed', width: 144, render: (row) => <Time at={row.first_viewed_at} /> },
  { name: 'answered', label: 'Last answered', width: 144, render: (row) => <Time at={row.last_answered_at} /> },
];

/** The latest answers from 0 to 10 to questions that are named after the net promoter score, or simply `score`. */
function Scores({ person }: { readonly person: WholePerson }) {
  const scores = person.trait_list.filter(
    ({ trait_group: group, key, value }) =>
      group === 'survey' && /nps|[.]score$/i.test(key) && typeof value === 'number' && value >= 0 && value <= 10,
  );
  if (scores.length === 0) return null;
  return (
    <dl class="scores">
      {scores.map(({ key, value, updated_at: at }) => (
        <div key={key}>
          <dt>
            {key} <WhyButton profileId={person.profile_id} subject={`survey trait ${key}`} of={key} />
          </dt>
          <dd>
            <strong>{Number(value)}</strong> <NpsGroup score={Number(value)} /> <Time at={at} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function NpsGroup({ score }: { readonly score: number }) {
  if (score >= 9) return <Badge tone="good">promoter</Badge>;
  return score >= 7 ? <Badge>passive</Badge> : <Badge tone="danger">detractor</Badge>;
}
