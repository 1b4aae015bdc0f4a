import type { SurveyQuestion, SurveyResults } from '../api/survey-answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Select } from '../ui/field.tsx';
import type { Condition } from './filter.ts';
import { STATES } from './kinds.ts';
import { newTests, TestFields } from './test-fields.tsx';

/** Asks what became of a survey, or what people answered to a question of it. */
export function SurveyFields({
  label,
  condition: { survey, state, question, ...tests },
  onChange,
}: {
  readonly label: string;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}) {
  const { data } = useAnswer<SurveyResults>(`/api/surveys/${encodeURIComponent(String(survey))}`);
  const asked = data?.questions ?? [];
  const isKnown = asked.some(({ question_id: id }) => id === question);
  const questions = typeof question === 'string' && !isKnown ? [...asked, unknown(question)] : asked;
  const chosen = questions.find(({ question_id: id }) => id === question);
  const type = typesOf(chosen);

  function choose(value: string): void {
    const [kind, id = ''] = value.split(/:(.*)/s);
    const found = questions.find(({ question_id: known }) => known === id);
    if (kind === 'question') onChange({ survey, question: id, ...newTests(typesOf(found)) });
    else onChange({ survey, ...(kind !== 'seen' && { state: kind }) });
  }

  return (
    <div class="filter-tests">
      <div class="filter-fields">
        <Select
          label={`What of ${label}`}
          isBare
          value={question === undefined ? String(state ?? 'seen') : `question:${question}`}
          onChange={choose}
        >
          <option value="seen">saw it</option>
          {[...STATES].map(([name, words]) => (
            <option key={name} value={name}>
              {words} it
            </option>
          ))}
          {questions.length > 0 && (
            <optgroup label="Answers">
              {questions.map(({ question_id: id, question: words, nps }) => (
                <option key={id} value={`question:${id}`}>
                  {words ?? id}
                  {nps === null ? '' : ' (NPS)'}
                </option>
              ))}
            </optgroup>
          )}
        </Select>
      </div>
      {typeof question === 'string' && (
        <TestFields
          of={{ label: chosen?.question ?? question, type, subject: 'profiles' }}
          tests={tests}
          onChange={(changed) => onChange({ survey, question, ...changed })}
        />
      )}
    </div>
  );
}

// Before the answers are known, and where they are of several types, a value may be anything.
function typesOf(question: SurveyQuestion | undefined): 'json' | 'number' {
  return question?.nps === null || question === undefined ? 'json' : 'number';
}

function unknown(id: string): SurveyQuestion {
  return { question_id: id, question: null, answer_count: 0, average: null, nps: null };
}
