import { useState } from 'preact/hooks';
import { type ApiError, post } from '../../api/api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { type FilterRows, filterText } from './filter.ts';

/** Saves a filter under a name. */
export function SaveSegmentDialog({
  rows,
  onSaved,
  onClose,
}: {
  readonly rows: FilterRows;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const id = segmentId(name);

  async function save(): Promise<void> {
    const filter: unknown = JSON.parse(filterText(rows) ?? 'null');
    try {
      await post('/api/decisions', { kind: 'segment', segment_id: id, name: name.trim(), subject: 'profiles', filter });
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
      <p class="muted">A segment is the filter, not the people: whoever meets it later is in it too.</p>
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
