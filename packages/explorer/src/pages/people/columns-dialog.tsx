import { useState } from 'preact/hooks';
import type { Attribute } from '../../api/answers.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Field } from '../../ui/field.tsx';

/** Chooses the columns of the table, which follows at once. */
export function ColumnsDialog({
  attributes,
  chosen,
  onChange,
  onClose,
}: {
  readonly attributes: readonly Attribute[];
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
  readonly onClose: () => void;
}) {
  const [wanted, setWanted] = useState('');
  const found = attributes.filter(({ label }) => label.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <Dialog title="Columns" onClose={onClose}>
      <Field label="Find a column" isBare placeholder="Find a column" value={wanted} onInput={setWanted} />
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
