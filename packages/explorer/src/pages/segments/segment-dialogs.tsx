import { useState } from 'preact/hooks';
import type { Segment, WholeSegment } from '../../api/answers.ts';
import { get } from '../../api/api.ts';
import { type Condition, filterOf, type Group, wholeGroup } from '../../filter/filter.ts';
import { FilterDialog } from '../../filter/filter-dialog.tsx';
import type { Vocabulary } from '../../filter/use-vocabulary.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toast.tsx';
import { useDecision } from '../../use-decision.ts';

/** Properties of the dialogs about a segment. */
export interface SegmentDialogProps {
  readonly segment: Segment;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Gives a segment another name; filters that name it know it by its id, which stays. */
export function RenameSegmentDialog({ segment, onDone, onClose }: SegmentDialogProps) {
  const [name, setName] = useState(segment.name);
  const { decide, isDeciding, error } = useDecision();

  async function rename(): Promise<void> {
    const { segment_id, subject } = segment;
    const { filter } = await get<WholeSegment>(`/api/segments/${encodeURIComponent(segment_id)}`);
    if (!(await decide({ kind: 'segment', segment_id, name: name.trim(), subject, filter }))) return;
    toast(`Renamed to ${name.trim()}`);
    onDone();
  }

  return (
    <Dialog
      title="Rename segment"
      onClose={onClose}
      actions={
        <Button kind="primary" isDisabled={isDeciding || name.trim() === ''} onClick={rename}>
          Rename
        </Button>
      }
    >
      <Field label="Name" hasFocus value={name} onInput={setName} />
      {error && <p role="alert">{error}</p>}
    </Dialog>
  );
}

/** Changes the filter of a segment; its name stays, and what names it follows. */
export function EditSegmentDialog({
  segment,
  filter,
  vocabulary,
  onDone,
  onClose,
}: SegmentDialogProps & { readonly filter: Condition; readonly vocabulary: Vocabulary }) {
  const { decide, error } = useDecision();
  const { segment_id, name, subject } = segment;

  async function save(group: Group): Promise<void> {
    if (!(await decide({ kind: 'segment', segment_id, name, subject, filter: filterOf(group) }))) return;
    toast(sentence`${name} is changed`);
    onDone();
  }

  return (
    <FilterDialog
      title={sentence`Change ${name}`}
      verb="Save"
      {...{ subject, vocabulary, error, onClose }}
      group={wholeGroup(filter)}
      onApply={save}
    />
  );
}

/** Ends a segment: the filter is gone, the people stay. */
export function DeleteSegmentDialog({ segment, onDone, onClose }: SegmentDialogProps) {
  const { decide, isDeciding, error } = useDecision();

  async function end(): Promise<void> {
    const { segment_id, name, subject } = segment;
    if (!(await decide({ kind: 'segment', segment_id, name, subject, filter: null }))) return;
    toast(sentence`${name} is deleted`);
    onDone();
  }

  return (
    <Dialog
      title={sentence`Delete ${segment.name}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" isDisabled={isDeciding} onClick={end}>
            Delete segment
          </Button>
        </>
      }
    >
      <p>The filter is deleted, and nobody who is in it. Filters that name this segment do not work any more.</p>
      <p class="muted">It is a decision, which can be undone under Decisions.</p>
      {error && <p role="alert">{error}</p>}
    </Dialog>
  );
}
