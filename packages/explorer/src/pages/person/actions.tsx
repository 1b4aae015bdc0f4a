import { useState } from 'preact/hooks';
import type { WholePerson } from '../../api/answers.ts';
import { useSession } from '../../session/session.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { ExportPersonDialog } from './export-person-dialog.tsx';
import { FLAGS, FlagDialog } from './flag-dialog.tsx';
import { ResetDialog } from './reset-dialog.tsx';

/** What may be done with a person: readers may export them, administrators decide, too. Each asks first. */
export function Actions({ person, reload }: { readonly person: WholePerson; readonly reload: () => void }) {
  const { isAdmin } = useSession();
  const [chosen, setChosen] = useState<string>();
  const close = () => setChosen(undefined);
  const item = (name: string, label: string): MenuItem => ({ label, onChoose: () => setChosen(name) });
  const items = [
    item('export', 'Export…'),
    ...(isAdmin
      ? [
          ...FLAGS.map((flag) => item(flag.kind, flag.isSet(person) ? flag.unset.title : flag.set.title)),
          item('reset', 'Reset content…'),
          { ...item('delete', 'Delete…'), isDanger: true },
        ]
      : []),
  ];
  const flag = FLAGS.find(({ kind }) => kind === chosen);
  return (
    <div class="person-actions">
      <Menu label="Actions" items={items} />
      {flag && <FlagDialog flag={flag} person={person} onDecided={reload} onClose={close} />}
      {chosen === 'export' && <ExportPersonDialog person={person} onClose={close} />}
      {chosen === 'reset' && <ResetDialog person={person} onDecided={reload} onClose={close} />}
      {chosen === 'delete' && <DeleteDialog person={person} onClose={close} />}
    </div>
  );
}
