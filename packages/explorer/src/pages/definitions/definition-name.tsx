import type { Definition } from '../../api/answers.ts';
import { Badge } from '../../ui/badge.tsx';

/** What something is called here, and what it is sent as where that differs. */
export function DefinitionName({ name, definition }: { readonly name: string; readonly definition: Definition }) {
  return (
    <>
      {definition.label} {definition.label !== name && <span class="muted">{name}</span>}{' '}
      {definition.is_hidden && <Badge>hidden</Badge>}
    </>
  );
}
