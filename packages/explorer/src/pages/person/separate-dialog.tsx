import { useState } from 'preact/hooks';
import type { Identity, Page, WholePerson } from '../../api/answers.ts';
import type { Difference, KnownEvent } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Select } from '../../ui/field.tsx';
import { BeforeAndAfter } from './before-and-after.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { DifferenceWords } from './difference.tsx';
import { type Decision, usePreview } from './use-preview.ts';

/** Takes an identifier away from a person, for all history: says first what moves. What an operator joined is taken back. */
export function SeparateDialog({
  person,
  identity,
  onDecided,
  onClose,
}: {
  readonly person: WholePerson;
  readonly identity: Identity;
  readonly onDecided: () => void;
  readonly onClose: () => void;
}) {
  const [before] = useState(person);
  const [chosen, setChosen] = useState<string>();
  const isMerge = identity.rule === 'merge';
  const users = person.identities.filter(
    ({ kind, identifier }) => kind === 'user' && identifier !== identity.identifier,
  );
  // Of several user ids the link is to the one that its message names.
  const path = users.length > 1 && !isMerge ? `/api/profiles/${encodeURIComponent(person.profile_id)}/events` : null;
  const { data, error } = useAnswer<Page<KnownEvent>>(path, { message_id: identity.message_id });
  const isKnown = path === null || data !== undefined || error !== undefined;
  const named = data?.data[0]?.user_id;
  const user = chosen ?? users.find(({ identifier }) => identifier === named)?.identifier ?? users[0]?.identifier ?? '';
  const other = `${identity.kind === 'user' ? 'u' : 'a'}:${identity.identifier}`;
  const decision: Decision = isMerge
    ? { kind: 'undo', decisionId: Number(identity.message_id.slice('decision:'.length)) }
    : { kind: 'unlink', identity: `u:${user}`, other };
  const preview = usePreview<Difference>(isKnown ? decision : null);
  return (
    <DecisionDialog
      title={`Separate ${identity.identifier}`}
      verb={isMerge ? 'Undo the merge' : 'Separate'}
      doing={isMerge ? 'Undoing…' : 'Separating…'}
      decision={decision}
      isReady={preview.data !== undefined}
      done={() => (
        <>
          <p>
            <code>{identity.identifier}</code> is no longer part of this person, for all history.
          </p>
          <BeforeAndAfter before={before} after={person} />
        </>
      )}
      onDecided={onDecided}
      onClose={onClose}
    >
      <p>
        {isMerge
          ? 'An operator joined it. Undone, everything becomes as if that had never been decided.'
          : 'Everything becomes as if the link had never been, for all history. Messages that name the user stay with the user.'}
      </p>
      {!isMerge && users.length > 1 && (
        <Select label="From" value={user} onChange={setChosen}>
          {users.map(({ identifier }) => (
            <option key={identifier} value={identifier}>
              {identifier}
            </option>
          ))}
        </Select>
      )}
      <DifferenceWords preview={preview} />
      {!isMerge && <p class="muted">It can be undone at any time.</p>}
    </DecisionDialog>
  );
}
