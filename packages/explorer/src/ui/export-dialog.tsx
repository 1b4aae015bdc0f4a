import { useState } from 'preact/hooks';
import { addressOf, type Query } from '../api/api.ts';
import { Dialog } from './dialog.tsx';
import { Select } from './field.tsx';
import { Icon } from './icon.tsx';

/** Downloads the people, or what else, that are listed, in the order of the list. */
export function ExportDialog({
  title,
  path,
  columns,
  query,
  onClose,
}: {
  readonly title: string;
  /** Where the export is. */
  readonly path: string;
  /** Those of the table. */
  readonly columns: readonly string[];
  readonly query: Query;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState('csv');
  const [which, setWhich] = useState('visible');
  const [heads, setHeads] = useState('labels');
  const address = addressOf(path, {
    ...query,
    format,
    columns: which === 'visible' ? columns.join(',') : 'all',
    labels: heads === 'labels',
  });
  return (
    <Dialog
      title={title}
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
        <option value="jsonl">Lines of JSON</option>
      </Select>
      <Select label="Columns" value={which} onChange={setWhich}>
        <option value="visible">Those of the table</option>
        <option value="all">Every attribute and trait</option>
      </Select>
      <Select label="Heads" value={heads} onChange={setHeads}>
        <option value="labels">Labels, as Last country</option>
        <option value="identifiers">Identifiers, as last_country</option>
      </Select>
      <p class="muted">Everything that the list holds is exported, however much it is.</p>
    </Dialog>
  );
}
