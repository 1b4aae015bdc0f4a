import type { WholePerson } from '../../api/answers.ts';
import type { Seen } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { ErrorMessage } from '../../ui/message.tsx';
import { countOf } from '../../ui/number.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { personName } from './person-name.ts';

/** Makes a person a first-time user again: what they have seen no longer counts as seen. */
export function ResetDialog({
  person,
  onDecided,
  onClose,
}: {
  readonly person: WholePerson;
  readonly onDecided: () => void;
  readonly onClose: () => void;
}) {
  const { data, error } = useAnswer<Seen>(`/api/profiles/${encodeURIComponent(person.profile_id)}/seen`);
  const figures = data && `${countOf(data.surveys.length, 'survey')} and ${countOf(data.content.length, 'piece')}`;
  return (
    <DecisionDialog
      title={`Reset content: ${personName(person)}`}
      verb="Reset"
      doing="Resetting…"
      decision={{ kind: 'reset', identity: person.profile_id }}
      isReady={data !== undefined}
      done={() => <p>They count as a first-time user now.</p>}
      onDecided={onDecided}
      onClose={onClose}
    >
      {error ? (
        <ErrorMessage error={error} />
      ) : (
        <p>{figures ? `${figures} of in-app content no longer count as seen by them.` : <Skeleton width={48} />}</p>
      )}
      <p>Surveys and content may be shown to them as if they were new. What they answered and did stays.</p>
      <p class="muted">It can be undone at any time.</p>
    </DecisionDialog>
  );
}
