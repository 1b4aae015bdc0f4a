import type { ComponentChildren } from 'preact';
import type { SurveyQuestion, SurveyResults } from '../../api/survey-answers.ts';
import { Bars } from '../../ui/bars.tsx';
import { formatNumber, formatShare } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';

/** What was answered to a question: scores in their order with who promotes and who does not, else the most frequent first. */
export function QuestionPanel({
  question: { question_id, question, answer_count, average, nps },
  answers,
  sql,
}: {
  readonly question: SurveyQuestion;
  readonly answers: SurveyResults['answers'];
  readonly sql: ComponentChildren;
}) {
  const ordered = nps === null ? answers : answers.toSorted((a, b) => Number(b.answer) - Number(a.answer));
  return (
    <Panel title={question ?? question_id} action={sql}>
      <p class="question-facts">
        <span>{formatNumber(answer_count)} answers</span>
        {average !== null && <span>average {average}</span>}
        {nps !== null && <strong>NPS {nps}</strong>}
      </p>
      {nps !== null && <Promoters answers={answers} />}
      <Bars
        bars={ordered.map(({ answer, count }) => ({
          key: JSON.stringify(answer),
          label: answer === null ? <span class="muted">No answer</span> : String(answer),
          count,
        }))}
      />
    </Panel>
  );
}

function Promoters({ answers }: { readonly answers: SurveyResults['answers'] }) {
  const sum = (from: number, to: number) =>
    answers.reduce(
      (total, { answer, count }) => total + (Number(answer) >= from && Number(answer) <= to ? count : 0),
      0,
    );
  const groups = [
    { name: 'Promoters', tone: 'good', count: sum(9, 10) },
    { name: 'Passives', tone: 'plain', count: sum(7, 8) },
    { name: 'Detractors', tone: 'danger', count: sum(0, 6) },
  ];
  const whole = sum(0, 10);
  return (
    <div class="promoters">
      <div class="promoters-bar" aria-hidden="true">
        {groups.map(({ name, tone, count }) => (
          <span key={name} class={`promoters-${tone}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul>
        {groups.map(({ name, tone, count }) => (
          <li key={name}>
            <i class={`promoters-${tone}`} aria-hidden="true" />
            {name} {formatShare(count, whole)}
          </li>
        ))}
      </ul>
    </div>
  );
}
