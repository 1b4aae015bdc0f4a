import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { WholePerson } from '../../api/answers.ts';
import type { ErasurePreview } from '../../api/person-answers.ts';
import { Checkbox, Field } from '../../ui/field.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { countOf, formatNumber } from '../../ui/number.ts';
import { sentence } from '../../ui/sentence.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { lastList } from '../people/last-list.ts';
import { DecisionDialog } from './decision-dialog.tsx';
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
  return (
    <DecisionDialog
      title={`Delete ${personName(person)}`}
      verb="Delete for good"
      isDanger
      decision={{ kind: 'erase', identity: person.profile_id, forever }}
      underWay="Deleting. So that no byte of it is left the database files are written anew, which may take minutes where they are large. It goes on if this is closed."
      isReady={data !== undefined && typed.trim() === word}
      done={({ erasure }) => (
        <>
          <p>
            Deleted: {countOf(erasure?.eventCount ?? 0, 'message')}, {countOf(erasure?.sessionCount ?? 0, 'session')}{' '}
            and {countOf(erasure?.responseCount ?? 0, 'survey response')}.
          </p>
          <p class="muted">
            {erasure?.isClean
              ? 'No byte of it is left in the database files.'
              : `The files still hold traces until ${erasure?.reason ?? 'somebody who reads them lets go'}.`}
          </p>
        </>
      )}
      onDecided={() => setIsDeleted(true)}
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
          {person.email !== null && person.email !== personName(person) && (
            <p>
              <bdi>{person.email}</bdi>
            </p>
          )}
          <p>
            This deletes {countOf(data.event_count, 'message')}, {countOf(data.session_count, 'session')}, and
            everything that was made of them. Copies of them are dropped for ever, and so is whatever else arrives late
            under:
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
