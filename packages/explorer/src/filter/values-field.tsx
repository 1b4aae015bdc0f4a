import { useId, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { type Scalar, scalarOf, scalarText, type ValueType } from './tests.ts';

/** Several values. Each is typed and ended with Enter or a comma, or chosen from those that are offered. */
export function ValuesField({
  label,
  values,
  type,
  options,
  onChange,
}: {
  readonly label: string;
  readonly values: readonly Scalar[];
  readonly type: ValueType;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (values: readonly Scalar[]) => void;
}) {
  const [text, setText] = useState('');
  const id = useId();
  const labels = new Map(options);

  function add(typed: string): void {
    setText('');
    const wanted = typed.trim();
    if (wanted === '') return;
    const value = scalarOf(calledValue(wanted, options), type);
    if (!values.includes(value)) onChange([...values, value]);
  }

  return (
    <div class="values-field">
      {values.map((value) => {
        const words = labels.get(String(value)) ?? scalarText(value, type);
        return (
          <span class="values-one" key={`${typeof value} ${value}`}>
            {words}
            <button
              type="button"
              aria-label={`Remove ${words}`}
              onClick={() => onChange(values.filter((other) => other !== value))}
            >
              <Icon name="close" />
            </button>
          </span>
        );
      })}
      <input
        aria-label={label}
        placeholder={values.length === 0 ? 'Value' : 'or …'}
        required={values.length === 0}
        list={options.length > 0 ? id : undefined}
        value={text}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          // One that was chosen from the list, in the one browser and in the others.
          const isChosen = !(event instanceof InputEvent) || event.inputType === 'insertReplacementText';
          if (isChosen && labels.has(typed)) add(typed);
          else setText(typed);
        }}
        onKeyDown={(event) => {
          const typed = event.currentTarget.value;
          const isEnd = event.key === 'Enter' || event.key === ',';
          if (isEnd && typed.trim() !== '') {
            event.preventDefault();
            add(typed);
          } else if (event.key === 'Backspace' && typed === '') onChange(values.slice(0, -1));
        }}
        onBlur={(event) => add(event.currentTarget.value)}
      />
      {options.length > 0 && (
        <datalist id={id}>
          {options.map(([value, words]) => (
            <option key={value} value={value} label={words} />
          ))}
        </datalist>
      )}
    </div>
  );
}

/** The value that is called what somebody typed, as `DE` for Germany; else what they typed. */
export function calledValue(text: string, options: readonly (readonly [value: string, label: string])[]): string {
  const small = text.toLowerCase();
  const found = options.find(([value, label]) => value.toLowerCase() === small || label.toLowerCase() === small);
  return found?.[0] ?? text;
}
