import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field } from '../ui/field.tsx';
import type { Choosable } from './columns.tsx';
import './columns-dialog.css';

/** Chooses the columns of the table, which follows at once. */
export function ColumnsDialog({
  choosable,
  chosen,
  onChange,
  onClose,
}: {
  readonly choosable: readonly Choosable[];
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
  readonly onClose: () => void;
}) {
  const [wanted, setWanted] = useState('');
  const found = choosable.filter(({ label }) => label.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <Dialog title="Columns" onClose={onClose} actions={<Button onClick={() => onChange([])}>The usual ones</Button>}>
      <Field label="Find a column" isBare hasFocus placeholder="Find a column" value={wanted} onInput={setWanted} />
      <div class="columns-list">
        {found.map(({ name, label }) => (
          <Checkbox
            key={name}
            label={label}
            isChecked={chosen.includes(name)}
            onChange={(isOn) => onChange(isOn ? [...chosen, name] : chosen.filter((other) => other !== name))}
          />
        ))}
      </div>
    </Dialog>
  );
}
