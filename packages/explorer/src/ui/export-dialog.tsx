import { useState } from 'preact/hooks';
import type { Count } from '../api/answers.ts';
import { addressOf, type Query } from '../api/api.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Dialog } from './dialog.tsx';
import { DownloadLink } from './download-link.tsx';
import { Select } from './field.tsx';
import { formatCount } from './number.ts';
import { Skeleton } from './skeleton.tsx';

/** Downloads the people, or what else, that are listed, in the order of the list. */
export function ExportDialog({
  title,
  subject,
  columns,
  selection,
  order,
  onClose,
}: {
  readonly title: string;
  readonly subject: 'accounts' | 'profiles';
  /** Those of the table. */
  readonly columns: readonly string[];
  /** Who, or what, is on the list. */
  readonly selection: Query;
  /** The order of the list. */
  readonly order: Query;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState('csv');
  const [which, setWhich] = useState('visible');
  const [heads, setHeads] = useState('labels');
  // To the last digit, for it is compared with the file.
  const { data, error } = useAnswer<Count>(`/api/${subject}/count`, { ...selection, exact: true });
  const address = addressOf(`/api/export/${subject}`, {
    ...{ ...selection, ...order },
    format,
    columns: which === 'visible' ? columns.join(',') : 'all',
    labels: heads === 'labels',
  });
  return (
    <Dialog title={title} onClose={onClose} actions={<DownloadLink href={address} onBegin={onClose} />}>
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
      <p class="muted">
        Everything that the list holds is exported
        {error ? ', however much it is' : <>: {data ? formatCount(data) : <Skeleton width={6} />} in all</>}.
      </p>
    </Dialog>
  );
}
