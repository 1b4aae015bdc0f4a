import { useState } from 'preact/hooks';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ConditionDialog } from './condition-dialog.tsx';
import { conditionWords } from './condition-words.ts';
import type { FilterRows } from './filter.ts';
import { SaveSegmentDialog } from './save-segment-dialog.tsx';
import type { Vocabulary } from './use-vocabulary.ts';

/** The conditions that people are filtered by, in words, each to be taken away. */
export function FilterBar({
  rows,
  vocabulary,
  everybody,
  onChange,
  onEverybody,
}: {
  readonly rows: FilterRows;
  readonly vocabulary: Vocabulary;
  readonly everybody: boolean;
  readonly onChange: (rows: FilterRows) => void;
  readonly onEverybody: (isOn: boolean) => void;
}) {
  const [dialog, setDialog] = useState<'condition' | 'segment'>();
  const { isAdmin } = useSession();
  const { join, conditions } = rows;
  const close = () => setDialog(undefined);

  return (
    <>
      <Button icon="filter" onClick={() => setDialog('condition')}>
        Filter
      </Button>
      <span class="filter-everybody">
        <Checkbox label="With tests, bots, excluded" isChecked={everybody} onChange={onEverybody} />
      </span>
      {conditions.length > 0 && (
        <div class="filter-bar">
          {conditions.map((condition, index) => {
            const words = conditionWords(condition, vocabulary);
            const rest = conditions.filter((_, other) => other !== index);
            return (
              <span class="filter-chip" key={words}>
                {index > 0 && <span class="muted">{join === 'all' ? 'and' : 'or'}</span>}
                <span class="filter-words" title={words}>
                  {words}
                </span>
                <button
                  type="button"
                  aria-label={`Remove: ${words}`}
                  onClick={() => onChange({ join, conditions: rest })}
                >
                  <Icon name="close" />
                </button>
              </span>
            );
          })}
          {conditions.length > 1 && (
            <Button kind="quiet" onClick={() => onChange({ join: join === 'all' ? 'any' : 'all', conditions })}>
              {join === 'all' ? 'Match any' : 'Match all'}
            </Button>
          )}
          {isAdmin && (
            <Button kind="quiet" icon="segment" onClick={() => setDialog('segment')}>
              Save as segment
            </Button>
          )}
        </div>
      )}
      {dialog === 'condition' && (
        <ConditionDialog
          vocabulary={vocabulary}
          onClose={close}
          onAdd={(condition) => {
            close();
            onChange({ join, conditions: [...conditions, condition] });
          }}
        />
      )}
      {dialog === 'segment' && (
        <SaveSegmentDialog
          rows={rows}
          onClose={close}
          onSaved={() => {
            close();
            vocabulary.reload();
          }}
        />
      )}
    </>
  );
}
