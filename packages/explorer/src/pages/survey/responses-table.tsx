import type { SurveyResponse } from '../../api/person-answers.ts';
import type { SurveyQuestion } from '../../api/survey-answers.ts';
import { at } from '../../base.ts';
import { Select } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useQuery } from '../../use-query.ts';
import { NameById } from '../person/name-by-id.tsx';
import { RESPONSE_STATES, ResponseState } from '../person/response-state.tsx';

/** Every response to a survey, each a link to the person. @param path the question for them. */
export function ResponsesTable({
  path,
  questions,
}: {
  readonly path: string;
  readonly questions: readonly SurveyQuestion[];
}) {
  const [{ state }, change] = useQuery();
  return (
    <>
      <div class="page-tools">
        <Select label="State" isBare value={state ?? ''} onChange={(chosen) => change({ state: chosen })}>
          <option value="">All responses</option>
          {Object.entries(RESPONSE_STATES).map(([name, [words]]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </Select>
        <SqlButton of="responses" path={path} query={{ state }} />
      </div>
      <Table<SurveyResponse>
        label="Responses"
        source={{ path, query: { state } }}
        columns={[...COLUMNS, ...questions.map(answerColumn)]}
        rowKey={({ response_id, profile_id }) => `${profile_id} ${response_id}`}
        rowHref={({ profile_id }) => at('/people', profile_id, 'sentiment')}
        empty={<EmptyMessage title="No response" />}
      />
    </>
  );
}

function answerColumn({ question_id: id, question }: SurveyQuestion): Column<SurveyResponse> {
  return { name: `answer ${id}`, label: question ?? id, width: 200, render: ({ answers }) => answerText(answers[id]) };
}

function answerText(answer: unknown) {
  if (answer === undefined || answer === null) return <span class="muted">–</span>;
  return Array.isArray(answer) ? answer.join(', ') : String(answer);
}

const COLUMNS: readonly Column<SurveyResponse>[] = [
  { name: 'person', label: 'Person', width: 176, render: ({ profile_id }) => <NameById id={profile_id} /> },
  {
    name: 'state',
    label: 'State',
    width: 152,
    render: ResponseState,
  },
  { name: 'viewed', label: 'First viewed', width: 136, render: (row) => <Time at={row.first_viewed_at} /> },
  { name: 'completed', label: 'Completed', width: 136, render: ({ completed_at }) => <Time at={completed_at} /> },
  { name: 'device', label: 'Device', width: 104, render: ({ device_type }) => device_type ?? '–' },
];
