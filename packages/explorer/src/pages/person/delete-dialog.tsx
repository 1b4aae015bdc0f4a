import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { WholePerson } from '../../api/answers.ts';
import type { Decided, ErasurePreview } from '../../api/person-answers.ts';
import { Checkbox, Field } from '../../ui/field.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { countOf, formatNumber } from '../../ui/number.ts';
import { sentence } from '../../ui/sentence.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.tsx';
import { lastList } from '../people/last-list.ts';
import { DecisionDialog } from './decision-dialog.tsx';
import { EmailOf } from './email-of.tsx';
import { personName } from './person-name.ts';
import { usePreview } from './use-preview.ts';

/** Deletes a person for good, and goes back to the list. Asks for their identifier to be typed: it cannot be undone. */
export function DeleteDialog({ person, onClose }: { readonly person: WholePerson; readonly onClose: () => void }) {
  const { route } = useLocation();
  const [typed, setTyped] = useState('');
  const [forever, setForever] = useState(false);
  const [isDeleted, setIsDeleted] = useState(false);
  const { data, error } = usePreview<ErasurePreview>({ kind: 'erase', identity: person.profile_id });
  const word = person.user_id ?? person.profile_id;
  const isOpen = useRef(true);
  useEffect(
    () => () => {
      isOpen.current = false;
    },
    [],
  );

  // Whoever has closed it meanwhile is somewhere else; traces that are left somebody must read of.
  function deleted(answer?: Decided): void {
    const { eventCount = 0, sessionCount = 0, responseCount = 0, isClean = false } = answer?.erasure ?? {};
    setIsDeleted(true);
    if (isOpen.current && !isClean) return;
    toast(sentence`Deleted ${personName(person)}: ${counted(eventCount, sessionCount, responseCount)}`);
    if (isOpen.current) route(lastList());
  }

  return (
    <DecisionDialog
      title={`Delete ${personName(person)}`}
      verb="Delete for good"
      doing="Deleting…"
      isDanger
      decision={{ kind: 'erase', identity: person.profile_id, forever }}
      underWay="Deleting. So that no byte of it is left the database files are written anew, which may take minutes where they are large. It goes on if this is closed."
      isReady={data !== undefined && typed.trim() === word}
      done={({ erasure }) => (
        <>
          <p>Deleted: {erasure && counted(erasure.eventCount, erasure.sessionCount, erasure.responseCount)}.</p>
          <p class="muted">The files still hold traces until {erasure?.reason ?? 'somebody who reads them lets go'}.</p>
        </>
      )}
      onDecided={deleted}
      onClose={() => (isDeleted ? route(lastList()) : onClose())}
    >
      {error && <ErrorMessage error={error} />}
      {!data && !error && (
        <p>
          <Skeleton width={48} />
        </p>
      )}
      {data && (
        <>
          <p>
            <EmailOf person={person} />
          </p>
          <p>
            This deletes {counted(data.event_count, data.session_count, data.response_count)}, and all that was made of
            them: traits, places in companies and segments. Decisions and the audit no longer name them. Copies of these
            messages are dropped for ever, and so is whatever they sent earlier that arrives late under:
          </p>
          <ul>
            {data.identities.slice(0, 8).map((identity) => (
              <li key={identity}>
                <code>{identity}</code>
              </li>
            ))}
            {data.identities.length > 8 && <li>and {formatNumber(data.identities.length - 8)} more</li>}
          </ul>
          <p>
            <strong>It cannot be undone.</strong>
          </p>
          <Checkbox label="Drop what they send from now on, too" isChecked={forever} onChange={setForever} />
          <Field label={sentence`Type ${word} to go on`} value={typed} autocomplete="off" onInput={setTyped} />
        </>
      )}
    </DecisionDialog>
  );
}

function counted(messages: number, sessions: number, responses: number): string {
  return `${countOf(messages, 'message')}, ${countOf(sessions, 'session')} and ${countOf(responses, 'survey response')}`;
}
