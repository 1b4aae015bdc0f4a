import { useState } from 'preact/hooks';
import type { Page, Person, WholePerson } from '../../api/answers.ts';
import type { Difference } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Field } from '../../ui/field.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { DifferenceWords } from './difference.tsx';
import { EmailOf } from './email-of.tsx';
import { personName } from './person-name.ts';
import { usePreview } from './use-preview.ts';

const MOST = 6;

/** Joins a person with another one, for all history: says first what moves. */
export function MergeDialog({
  person,
  onDecided,
  onClose,
}: {
  readonly person: WholePerson;
  readonly onDecided: () => void;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Person>();
  const asked = text.trim();
  const search = useAnswer<Page<Person>>(asked ? '/api/search' : null, { text: asked, limit: MOST + 1 });
  const isDevice = person.profile_id.startsWith('a:');
  const found = (search.data?.data ?? []).filter(({ profile_id: id }) =>
    // Two devices cannot be joined: somebody must own them.
    isDevice ? id.startsWith('u:') : id !== person.profile_id,
  );
  const [identity, other] =
    chosen && !isDevice && chosen.profile_id.startsWith('u:')
      ? [chosen.profile_id, person.profile_id]
      : [person.profile_id, chosen?.profile_id];
  const decision = { kind: 'merge', identity, other: other ?? '' };
  const preview = usePreview<Difference>(chosen ? decision : null);
  return (
    <DecisionDialog
      title={`Merge with ${personName(person)}`}
      verb="Merge"
      doing="Merging…"
      decision={decision}
      isReady={chosen !== undefined && preview.data !== undefined}
      done={() => <p>They are one person now, for all history and for what still comes.</p>}
      onDecided={onDecided}
      onClose={onClose}
    >
      <Field
        label="Whom to merge with"
        type="search"
        placeholder="Name, email or any identifier"
        value={text}
        hasFocus
        onInput={(value) => {
          setText(value);
          setChosen(undefined);
        }}
      />
      {!chosen && asked !== '' && (
        <ul class="merge-found">
          {found.slice(0, MOST).map((one) => (
            <li key={one.profile_id}>
              <button type="button" onClick={() => setChosen(one)}>
                <strong>{personName(one)}</strong> <EmailOf person={one} /> <code>{one.profile_id}</code>
              </button>
            </li>
          ))}
          {search.data && found.length === 0 && <li class="muted">Nobody is found.</li>}
        </ul>
      )}
      {chosen && (
        <>
          <p>
            <strong>{personName(chosen)}</strong> <EmailOf person={chosen} /> and <strong>{personName(person)}</strong>{' '}
            <EmailOf person={person} /> become one person,{' '}
            <code>{isDevice ? chosen.profile_id : person.profile_id}</code>.
          </p>
          <DifferenceWords preview={preview} />
          <p class="muted">It can be undone at any time.</p>
        </>
      )}
    </DecisionDialog>
  );
}
