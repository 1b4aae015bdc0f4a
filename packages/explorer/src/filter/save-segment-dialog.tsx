import { useState } from 'preact/hooks';
import { type ApiError, post } from '../api/api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { filterOf, type Group, type Subject } from './filter.ts';

/** Saves a filter under a name. */
export function SaveSegmentDialog({
  subject,
  group,
  onSaved,
  onClose,
}: {
  readonly subject: Subject;
  readonly group: Group;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const id = segmentId(name);

  async function save(): Promise<void> {
    try {
      await post('/api/decisions', {
        kind: 'segment',
        segment_id: id,
        name: name.trim(),
        subject,
        filter: filterOf(group),
      });
      toast(`Saved as ${name.trim()}`);
      onSaved();
    } catch (refused) {
      setError((refused as ApiError).message);
    }
  }

  return (
    <Dialog
      title="Save as segment"
      onClose={onClose}
      onSubmit={save}
      actions={
        <Button kind="primary" type="submit" isDisabled={id === ''}>
          Save
        </Button>
      }
    >
      <p class="muted">A segment is the filter, not those it selects now: whoever meets it later is in it too.</p>
      <Field label="Name" hasFocus value={name} onInput={setName} />
      {error && <p role="alert">{error}</p>}
    </Dialog>
  );
}

function segmentId(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  return plain
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}
