import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './field.css';

/** Properties of {@link Field}. */
export interface FieldProps {
  readonly label: string;
  readonly name?: string;
  readonly type?: 'date' | 'datetime-local' | 'number' | 'password' | 'search' | 'text';
  readonly value?: string;
  readonly placeholder?: string;
  readonly autocomplete?: string;
  /** Of a number: the least that is taken, and `any` where it may have decimals. */
  readonly min?: number;
  readonly step?: 'any';
  /** What a text must match as a whole. */
  readonly pattern?: string;
  /** Values that are offered while somebody types, each with what it is called. */
  readonly options?: readonly (readonly [value: string, label: string])[];
  /** Whether the label is for screen readers only. */
  readonly isBare?: boolean;
  readonly isRequired?: boolean;
  /** Whether it takes the focus when it appears. */
  readonly hasFocus?: boolean;
  readonly onInput?: (value: string) => void;
  /** When somebody has finished: Enter, or going elsewhere. */
  readonly onChange?: (value: string) => void;
}

/** One line of text with its label. */
export function Field({
  label,
  type = 'text',
  options = [],
  isBare,
  isRequired,
  hasFocus,
  onInput,
  onChange,
  ...input
}: FieldProps) {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (hasFocus) ref.current?.focus();
  }, [hasFocus]);
  return (
    <div class="field">
      <label class={isBare ? 'visually-hidden' : ''} for={id}>
        {label}
      </label>
      <input
        {...input}
        // Of this type as of the others: preact has a type for each.
        type={type as 'text'}
        id={id}
        ref={ref}
        required={isRequired}
        list={options.length > 0 ? `${id}-options` : undefined}
        onInput={onInput && ((event) => onInput(event.currentTarget.value))}
        onChange={onChange && ((event) => onChange(event.currentTarget.value))}
      />
      {options.length > 0 && (
        <datalist id={`${id}-options`}>
          {options.map(([value, text]) => (
            <option key={value} value={value} label={text} />
          ))}
        </datalist>
      )}
    </div>
  );
}

/** Properties of {@link Select}. */
export interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** `<option>`s. */
  readonly children: ComponentChildren;
  readonly isBare?: boolean;
  readonly onChange: (value: string) => void;
}

/** One of several, with its label. */
export function Select({ label, value, children, isBare, onChange }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label class={isBare ? 'visually-hidden' : ''} for={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
    </div>
  );
}

/** Yes or no, with its label. */
export function Checkbox({
  label,
  isChecked,
  onChange,
}: {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label class="checkbox">
      <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
