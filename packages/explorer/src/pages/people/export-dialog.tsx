import { useState } from 'preact/hooks';
import { addressOf, type Query } from '../../api/api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';

/** Downloads the people who are listed, in the order of the list. */
export function ExportDialog({
  columns,
  query,
  onClose,
}: {
  readonly columns: readonly string[];
  readonly query: Query;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState('csv');
  const [which, setWhich] = useState('visible');
  const [heads, setHeads] = useState('labels');
  const visible = [...new Set(['profile_id', 'name', ...columns])];
  const address = addressOf('/api/export/profiles', {
    ...query,
    format,
    columns: which === 'visible' ? visible.join(',') : 'all',
    labels: heads === 'labels',
  });
  return (
    <Dialog
      title="Export people"
      onClose={onClose}
      actions={
        <a class="button button-primary" href={address} download onClick={onClose}>
          <Icon name="export" />
          Download
        </a>
      }
    >
      <Select label="File" value={format} onChange={setFormat}>
        <option value="csv">CSV</option>
        <option value="xlsx">Excel (XLSX)</option>
      </Select>
      <Select label="Columns" value={which} onChange={setWhich}>
        <option value="visible">Those of the table</option>
        <option value="all">Every attribute and trait</option>
      </Select>
      <Select label="Heads" value={heads} onChange={setHeads}>
        <option value="labels">Labels, as Last country</option>
        <option value="identifiers">Identifiers, as last_country</option>
      </Select>
      <p class="muted">Everybody whom the list holds is exported, however many there are.</p>
    </Dialog>
  );
}
