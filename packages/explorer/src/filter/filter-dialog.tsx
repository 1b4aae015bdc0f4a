import { useEffect, useRef, useState } from 'preact/hooks';
import type { Count } from '../api/answers.ts';
import type { Query } from '../api/api.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatCount } from '../ui/number.ts';
import { conditionOf, draftGroup } from './draft.ts';
import { filterText, type Group, type Subject } from './filter.ts';
import { GroupFields } from './group-fields.tsx';
import type { Vocabulary } from './use-vocabulary.ts';
import './filter-dialog.css';

/** How long somebody pauses before it is counted whom the filter selects. */
const PAUSE_MS = 300;

/** Builds a filter, and tells how many it selects. */
export function FilterDialog({
  title,
  verb,
  subject,
  vocabulary,
  group,
  selection = {},
  error,
  onApply,
  onClose,
}: {
  readonly title: string;
  /** What happens with it, on the button. */
  readonly verb: string;
  readonly subject: Subject;
  readonly vocabulary: Vocabulary;
  readonly group: Group;
  /** What narrows the list beside the filter. */
  readonly selection?: Query;
  readonly error?: string | undefined;
  readonly onApply: (group: Group) => void;
  readonly onClose: () => void;
}) {
  const [draft, setDraft] = useState(() => draftGroup(group));
  const place = useRef<HTMLDivElement>(null);
  const edited: Group = { join: draft.join, conditions: draft.parts.map(conditionOf) };
  return (
    <Dialog
      title={title}
      isWide
      onClose={onClose}
      onSubmit={() => onApply(edited)}
      actions={
        <>
          <DraftCount path={`/api/${subject}/count`} filter={filterText(edited)} selection={selection} place={place} />
          <Button kind="primary" type="submit">
            {verb}
          </Button>
        </>
      }
    >
      <div ref={place}>
        <GroupFields {...{ subject, vocabulary }} isWhole group={draft} onChange={setDraft} />
      </div>
      {error && <p role="alert">{error}</p>}
    </Dialog>
  );
}

function DraftCount({
  path,
  filter,
  selection,
  place,
}: {
  readonly path: string;
  readonly filter: string | undefined;
  readonly selection: Query;
  readonly place: { readonly current: HTMLElement | null };
}) {
  const [asked, setAsked] = useState<string>();
  const [isWhole, setIsWhole] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => {
      const isValid = place.current?.closest('form')?.checkValidity() ?? true;
      setIsWhole(isValid);
      if (isValid) setAsked(filter);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [filter, place]);
  const { data, error } = useAnswer<Count>(path, { ...selection, filter: asked });
  const noun = path.includes('profiles') ? ['person', 'people'] : ['company', 'companies'];
  return (
    <p class="muted filter-count" role="status">
      {!isWhole
        ? 'Fill in what is empty. Enter ends a value.'
        : error
          ? error.message
          : data
            ? `${formatCount(data)} ${data.count === 1 ? noun[0] : noun[1]}`
            : ''}
    </p>
  );
}
