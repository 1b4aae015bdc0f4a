import type { WholePerson } from '../../api/answers.ts';
import { addressOf } from '../../api/api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
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
  return (
    <Dialog
      title={`Export ${personName(person)}`}
      onClose={onClose}
      actions={
        <a
          class="button button-primary"
          href={addressOf(`/api/export/profiles/${encodeURIComponent(person.profile_id)}`)}
          download
          onClick={onClose}
        >
          <Icon name="export" />
          Download
        </a>
      }
    >
      <p>
        One JSON file with every attribute, identifier and trait, {formatNumber(person.session_count)} sessions, all
        survey responses and in-app content, and {formatNumber(Number(person.message_count))} messages as they were
        stored.
      </p>
      <p class="muted">The audit notes who exported whom.</p>
    </Dialog>
  );
}
