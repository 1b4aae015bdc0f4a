import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useDecision } from '../use-decision.ts';
import { filterOf, type Group, type Subject } from './filter.ts';
import { segmentId } from './segment-id.ts';
import type { Vocabulary } from './use-vocabulary.ts';

/** Saves a filter under a name, which may be that of a segment there is: it is changed then. */
export function SaveSegmentDialog({
  subject,
  group,
  vocabulary,
  onSaved,
  onClose,
}: {
  readonly subject: Subject;
  readonly group: Group;
  readonly vocabulary: Vocabulary;
  /** Told its id. */
  readonly onSaved: (segmentId: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  const { decide, isDeciding, error } = useDecision();
  const id = segmentId(name);
  const { accounts, profiles } = vocabulary.segmentLists;
  const taken = [...accounts, ...profiles].find(({ segment_id }) => segment_id === id);
  const refusal =
    taken &&
    (taken.subject !== subject
      ? sentence`${taken.name} selects ${taken.subject === 'profiles' ? 'people' : 'companies'}: choose another name.`
      : names(filterOf(group), id)
        ? sentence`This filter names ${taken.name} itself: choose another name.`
        : undefined);

  async function save(): Promise<void> {
    const decision = { kind: 'segment', segment_id: id, name: name.trim(), subject, filter: filterOf(group) };
    if ((await decide(decision)) === undefined) return;
    toast(sentence`Saved as ${name.trim()}`);
    onSaved(id);
  }

  return (
    <Dialog
      title="Save as segment"
      onClose={onClose}
      onSubmit={save}
      actions={
        <Button kind="primary" type="submit" isDisabled={id === '' || refusal !== undefined || isDeciding}>
          {taken && !refusal ? 'Replace' : 'Save'}
        </Button>
      }
    >
      <p class="muted">A segment is the filter, not those it selects now: whoever meets it later is in it too.</p>
      <Field label="Name" hasFocus value={name} onInput={setName} />
      {taken && (
        <p role="status">
          {refusal ?? sentence`${taken.name} is there already: this filter takes the place of its own.`}
        </p>
      )}
      {error && <p role="alert">{error}</p>}
    </Dialog>
  );
}

// Whether a segment is a part of a filter, however deep.
function names(filter: unknown, id: string): boolean {
  if (typeof filter !== 'object' || filter === null) return false;
  return Object.entries(filter).some(([word, inner]) => (word === 'segment' && inner === id) || names(inner, id));
}
