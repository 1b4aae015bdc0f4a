import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { type Choice, choicesNamed, choicesOf } from './choices.ts';
import type { Subject } from './filter.ts';
import type { Vocabulary } from './use-vocabulary.ts';

/** How many of each group are shown before somebody types. */
const FIRST_COUNT = 6;

/** Asks what a condition is about: typing narrows the list, arrows and Enter choose from it. */
export function ChoiceList({
  subject,
  vocabulary,
  isAll,
  onChoose,
  onClose,
}: {
  readonly subject: Subject;
  readonly vocabulary: Vocabulary;
  /** Whether there is nothing else in the dialog: Escape closes that then. */
  readonly isAll: boolean;
  readonly onChoose: (choice: Choice) => void;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => input.current?.focus(), []);
  useEffect(
    () => list.current?.querySelector(`[id="${id}-${active}"]`)?.scrollIntoView({ block: 'nearest' }),
    [active],
  );

  const groups = groupsOf(found(choicesOf(subject, vocabulary), text), text.trim() === '');
  const named = text.trim() === '' ? [] : choicesNamed(subject, text.trim(), vocabulary);
  if (named.length > 0) groups.push(['As it is called', named, 0]);
  const shown = groups.flatMap(([, choices]) => choices);

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const choice = shown[active];
    if (step !== 0) setActive((active + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Escape' && !isAll) onClose();
    else if (event.key !== 'Enter') return;
    else if (choice) onChoose(choice);
    // Escape closes the list and not the dialog with all that was built, Enter chooses and does not apply.
    event.preventDefault();
  }

  let count = 0;
  return (
    <div class="choice-list">
      <div class="choice-list-head">
        <input
          ref={input}
          role="combobox"
          aria-label="What the condition is about"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={`${id}-${active}`}
          aria-autocomplete="list"
          autocomplete="off"
          placeholder="Type what to filter by: country, an event, NPS …"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Button kind="quiet" icon="close" label="Add no condition" onClick={onClose} />
      </div>
      <div class="choice-list-options" id={`${id}-list`} role="listbox" aria-label="What there is" ref={list}>
        {groups.map(([group, choices, moreCount]) => (
          // biome-ignore lint/a11y/useSemanticElements: a list of options has no fieldsets
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <div class="choice-list-group" id={`${id}-${group}`}>
              {group}
            </div>
            {choices.map((choice) => {
              const index = count++;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field
                <div
                  key={JSON.stringify(choice.condition)}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  // The field keeps the focus.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => onChoose(choice)}
                >
                  {choice.label}
                </div>
              );
            })}
            {moreCount > 0 && <div class="choice-list-more">and {moreCount} more: type to find them</div>}
          </div>
        ))}
      </div>
    </div>
  );
}

type ChoiceGroup = [name: string, choices: readonly Choice[], moreCount: number];

function groupsOf(choices: readonly Choice[], isShort: boolean): ChoiceGroup[] {
  const groups = new Map<string, Choice[]>();
  for (const choice of choices) groups.set(choice.group, [...(groups.get(choice.group) ?? []), choice]);
  return [...groups].map(([name, all]) => {
    const shown = isShort ? all.slice(0, FIRST_COUNT) : all;
    return [name, shown, all.length - shown.length];
  });
}

// Each word in the label or the name of the group; labels that begin with the text come first within their group.
function found(choices: readonly Choice[], text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ group, label }) => {
    const all = `${label} ${group}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
