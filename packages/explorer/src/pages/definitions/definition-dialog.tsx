import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Definition } from '../../api/answers.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDecision } from '../../use-decision.ts';

/** What an event or a trait is called, and whether lists leave it out; administrators may change it. */
export function DefinitionDialog({
  subject,
  name,
  definition,
  children,
  onSaved,
  onClose,
}: {
  readonly subject: 'event' | 'trait';
  /** As it is sent. */
  readonly name: string;
  readonly definition: Definition;
  /** What else is decided of it. */
  readonly children?: ComponentChildren;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}) {
  const { isAdmin } = useSession();
  const [label, setLabel] = useState(definition.label);
  const [description, setDescription] = useState(definition.description ?? '');
  const [isHidden, setIsHidden] = useState(definition.is_hidden);
  const { decide, isDeciding, error } = useDecision();
  const changes = {
    ...(label !== definition.label && { label: label === name ? '' : label }),
    ...(description !== (definition.description ?? '') && { description }),
    ...(isHidden !== definition.is_hidden && { is_hidden: isHidden }),
  };

  async function save(): Promise<void> {
    if ((await decide({ kind: 'define', subject, name, ...changes })) === undefined) return;
    toast(`Saved ${name}`);
    onSaved();
  }

  return (
    <Dialog
      title={name}
      onClose={onClose}
      actions={
        isAdmin && (
          <Button kind="primary" isDisabled={isDeciding || Object.keys(changes).length === 0} onClick={save}>
            Save
          </Button>
        )
      }
    >
      {isAdmin ? (
        <>
          <Field label="Label" value={label} placeholder={name} onInput={setLabel} />
          <Field label="Description" value={description} onInput={setDescription} />
          <Checkbox label="Hidden: lists to choose from leave it out" isChecked={isHidden} onChange={setIsHidden} />
        </>
      ) : (
        <p>{definition.description ?? <span class="muted">Nobody has described it yet.</span>}</p>
      )}
      {error && <p role="alert">{error}</p>}
      {children}
    </Dialog>
  );
}
