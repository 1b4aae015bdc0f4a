import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import { ChoiceList } from './choice-list.tsx';
import { type Draft, type DraftGroup, draftGroup, draftOf } from './draft.ts';
import type { Join, Subject } from './filter.ts';
import { LeafFields, leafLabel } from './leaf-fields.tsx';
import type { Vocabulary } from './use-vocabulary.ts';

const WORDS: Readonly<Record<Subject, string>> = { accounts: 'Companies which meet', profiles: 'People who meet' };

/** Asks for the conditions of a group, and whether all are to hold, any or none. */
export function GroupFields({
  subject,
  vocabulary,
  group,
  label,
  isWhole = false,
  onChange,
}: {
  readonly subject: Subject;
  readonly vocabulary: Vocabulary;
  readonly group: DraftGroup;
  /** Who meets it, as `People who meet`. */
  readonly label?: string;
  /** Whether it is the filter itself, no part of it. */
  readonly isWhole?: boolean;
  readonly onChange: (group: DraftGroup) => void;
}) {
  const { join, parts } = group;
  const [isAdding, setIsAdding] = useState(parts.length === 0);
  const [newest, setNewest] = useState<number>();
  const words = label ?? WORDS[subject];

  function add(part: Draft): void {
    setIsAdding(false);
    setNewest(part.id);
    onChange({ ...group, parts: [...parts, part] });
  }

  return (
    <fieldset class="filter-group">
      <legend class="visually-hidden">{words}</legend>
      <div class="filter-fields">
        <span>{words}</span>
        <Select label={words} isBare value={join} onChange={(value) => onChange({ ...group, join: value as Join })}>
          <option value="all">all</option>
          <option value="any">any</option>
          <option value="none">none</option>
        </Select>
        <span>of these</span>
      </div>
      {parts.map((part) => (
        <PartFields
          key={part.id}
          {...{ subject, vocabulary, part }}
          isNew={part.id === newest}
          onChange={(changed) =>
            onChange({ ...group, parts: parts.map((old) => (old.id === part.id ? changed : old)) })
          }
          onRemove={() => onChange({ ...group, parts: parts.filter(({ id }) => id !== part.id) })}
        />
      ))}
      {isAdding ? (
        <ChoiceList
          {...{ subject, vocabulary }}
          isAll={isWhole && parts.length === 0}
          onChoose={({ condition }) => add(draftOf(condition))}
          onClose={() => setIsAdding(false)}
        />
      ) : (
        <div class="filter-fields">
          <Button icon="plus" onClick={() => setIsAdding(true)}>
            Condition
          </Button>
          <Button kind="quiet" icon="plus" onClick={() => add(draftGroup({ join: 'any', conditions: [] }))}>
            Group
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function PartFields({
  subject,
  vocabulary,
  part,
  isNew,
  onChange,
  onRemove,
}: {
  readonly subject: Subject;
  readonly vocabulary: Vocabulary;
  readonly part: Draft;
  readonly isNew: boolean;
  readonly onChange: (part: Draft) => void;
  readonly onRemove: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  // Whoever adds a condition goes on with its values.
  useEffect(() => {
    const fields = place.current;
    if (!isNew) return;
    const input = fields?.querySelector('input');
    (input ?? fields?.querySelector('select'))?.focus();
    input?.select();
  }, [isNew]);
  const label = part.kind === 'leaf' ? leafLabel(part.condition, vocabulary) : undefined;
  return (
    <div class={`filter-part filter-part-${part.kind}`} ref={place}>
      {label !== undefined && (
        <strong class="filter-label" title={label}>
          {label}
        </strong>
      )}
      {part.kind === 'leaf' ? (
        <LeafFields
          {...{ subject, vocabulary }}
          condition={part.condition}
          onChange={(condition) => onChange({ ...part, condition })}
        />
      ) : part.kind === 'group' ? (
        <GroupFields {...{ subject, vocabulary }} group={part} onChange={onChange} />
      ) : (
        <GroupFields
          subject={part.word === 'account' ? 'accounts' : 'profiles'}
          vocabulary={vocabulary}
          label={part.word === 'account' ? 'Members of a company which meets' : 'Companies with a user who meets'}
          group={part.group}
          onChange={(group) => onChange({ ...part, group })}
        />
      )}
      <Button kind="quiet" icon="close" label={`Remove ${label ?? 'the group'}`} onClick={onRemove} />
    </div>
  );
}
