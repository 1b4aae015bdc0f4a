import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Query } from '../api/api.ts';
import { useKeys } from '../keyboard.ts';
import { useSession } from '../session/session.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Group, Subject } from './filter.ts';
import { FilterDialog } from './filter-dialog.tsx';
import { filterWords } from './filter-words.ts';
import { SaveSegmentDialog } from './save-segment-dialog.tsx';
import type { Vocabulary } from './use-vocabulary.ts';
import './filter-bar.css';

const BETWEEN = { all: 'and', any: 'or', none: 'nor' };

/** The conditions of a list in words, each to be taken away; they are built and changed in a dialog. */
export function FilterBar({
  subject,
  group,
  vocabulary,
  selection,
  isNew = false,
  onChange,
}: {
  readonly subject: Subject;
  readonly group: Group;
  readonly vocabulary: Vocabulary;
  /** What narrows the list beside the filter. */
  readonly selection: Query;
  /** Whether a segment is to be made: the filter is open then, and is saved next. */
  readonly isNew?: boolean;
  readonly onChange: (group: Group) => void;
}) {
  const [dialog, setDialog] = useState<'filter' | 'segment' | undefined>(isNew ? 'filter' : undefined);
  const { isAdmin } = useSession();
  const { join, conditions } = group;
  function close(): void {
    setDialog(undefined);
    if (isNew) onChange(group);
  }
  const needsSurveys = dialog !== undefined || JSON.stringify(conditions).includes('"survey"');
  useEffect(() => {
    if (needsSurveys) vocabulary.askForSurveys();
  }, [needsSurveys, vocabulary.askForSurveys]);
  useKeys(useMemo(() => ({ f: () => setDialog('filter') }), []));
  const [noun, verb] = subject === 'profiles' ? ['people', 'Show people'] : ['companies', 'Show companies'];

  return (
    <>
      <Button icon="filter" onClick={() => setDialog('filter')}>
        Filter
      </Button>
      {conditions.length > 0 && (
        <div class="filter-bar">
          {conditions.map((condition, index) => {
            const words = filterWords(condition, vocabulary, conditions.length > 1);
            const rest = conditions.filter((_, other) => other !== index);
            const between = index > 0 ? BETWEEN[join] : join === 'none' ? (rest.length > 0 ? 'neither' : 'not') : '';
            return (
              <span class="filter-chip" key={words}>
                {between && <span class="muted">{between}</span>}
                <button
                  type="button"
                  class="filter-words"
                  title={words}
                  aria-label={`Change: ${words}`}
                  onClick={() => setDialog('filter')}
                >
                  {words}
                </button>
                <button
                  type="button"
                  class="filter-remove"
                  aria-label={`Remove: ${words}`}
                  onClick={() => onChange({ join, conditions: rest })}
                >
                  <Icon name="close" />
                </button>
              </span>
            );
          })}
          {isAdmin && (
            <Button kind="quiet" icon="segment" onClick={() => setDialog('segment')}>
              Save as segment
            </Button>
          )}
        </div>
      )}
      {dialog === 'filter' && (
        <FilterDialog
          title={`Filter ${noun}`}
          {...{ verb, subject, vocabulary, group, selection }}
          onClose={close}
          onApply={(changed) => {
            setDialog(isNew && changed.conditions.length > 0 ? 'segment' : undefined);
            onChange(changed);
          }}
        />
      )}
      {dialog === 'segment' && (
        <SaveSegmentDialog
          {...{ subject, group, vocabulary }}
          onClose={close}
          onSaved={(segment) => {
            close();
            vocabulary.reload();
            onChange({ join: 'all', conditions: [{ segment }] });
          }}
        />
      )}
    </>
  );
}
