import { useLocation } from 'preact-iso';
import type { SurveyResponse } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { Button } from '../../ui/button.tsx';
import { Details, jsonText } from '../../ui/details.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { OutsideLink } from '../../ui/outside-link.tsx';
import { Time } from '../../ui/time.tsx';
import { ResponseState } from './response-state.tsx';

interface Questions {
  readonly questions: readonly { readonly question_id: string; readonly question: string | null }[];
}

/** One response to a survey: answers, every time, and where it was given. */
export function ResponseDialog({
  response,
  profileId,
  onClose,
}: {
  readonly response: SurveyResponse;
  readonly profileId: string;
  readonly onClose: () => void;
}) {
  const { route } = useLocation();
  const { data } = useAnswer<Questions>(`/api/surveys/${encodeURIComponent(response.survey_id)}`);
  const words = new Map(data?.questions.map(({ question_id: id, question }) => [id, question]));
  const time = (value: string | null) => value && <Time at={value} isExact />;
  const { session_id: session, url } = response;
  const answers = Object.entries(response.answers);
  return (
    <Dialog
      title={response.survey_name ?? response.survey_id}
      isWide
      onClose={onClose}
      actions={
        session && (
          <Button onClick={() => route(`${at('/people', profileId, 'sessions')}?${new URLSearchParams({ session })}`)}>
            See the session
          </Button>
        )
      }
    >
      <Details
        details={[
          ['State', <ResponseState key="state" state={response.state} />],
          ['First viewed', time(response.first_viewed_at)],
          ['Last viewed', time(response.last_viewed_at)],
          ['First answered', time(response.started_at)],
          ['Last answered', time(response.last_answered_at)],
          ['Completed', time(response.completed_at)],
          ['Dismissed', time(response.dismissed_at)],
          ['Page', url && <OutsideLink href={url}>{url}</OutsideLink>],
          ['Device', response.device_type],
          ['Language', response.language],
          ['Counts as seen', response.counts_as_seen ? 'yes' : 'no: their content was reset since'],
          ['Response', <code key="id">{response.response_id}</code>],
        ]}
      />
      <section class="event-details">
        <h3>Answers</h3>
        {answers.length === 0 && <p class="muted">None.</p>}
        <Details details={answers.map(([id, answer]) => [words.get(id) ?? id, jsonText(answer)])} />
      </section>
    </Dialog>
  );
}
