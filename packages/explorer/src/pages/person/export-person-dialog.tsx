import { useState } from 'preact/hooks';
import type { WholePerson } from '../../api/answers.ts';
import { addressOf } from '../../api/api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DownloadLink } from '../../ui/download-link.tsx';
import { Select } from '../../ui/field.tsx';
import { formatNumber } from '../../ui/number.ts';
import { personName } from './person-name.ts';

/** Downloads everything that is known of a person. */
export function ExportPersonDialog({
  person,
  onClose,
}: {
  readonly person: WholePerson;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState('json');
  return (
    <Dialog
      title={`Export ${personName(person)}`}
      onClose={onClose}
      actions={
        <DownloadLink
          href={addressOf(`/api/export/profiles/${encodeURIComponent(person.profile_id)}`, { format })}
          onBegin={onClose}
        />
      }
    >
      <Select label="File" value={format} onChange={setFormat}>
        <option value="json">To read: everything that is known (JSON)</option>
        <option value="jsonl">To import elsewhere: the messages (JSONL)</option>
      </Select>
      <p hidden={format !== 'json'}>
        One JSON file with every attribute, identifier and trait, {formatNumber(person.session_count)} sessions, all
        survey responses and in-app content, and {formatNumber(Number(person.message_count))} messages as they were
        stored.
      </p>
      <p hidden={format !== 'jsonl'}>
        {formatNumber(Number(person.message_count))} messages as they were stored, a line each. Imported into another
        collector they make the same person.
      </p>
      <p class="muted">The audit notes who exported whom.</p>
    </Dialog>
  );
}
