import { Field, Select } from '../ui/field.tsx';
import { BOUND_WORDS, type Bound, type Bounds } from './bounds.ts';

/** Asks for bounds of a number of something. @param others further choices, each with its words; they need no number. */
export function BoundsFields({
  label,
  value,
  others = [],
  unit,
  onChange,
  onOther,
}: {
  readonly label: string;
  /** Or the name of another choice. */
  readonly value: Bounds | string;
  readonly others?: readonly (readonly [name: string, words: string])[];
  /** What is counted, behind the number. */
  readonly unit?: string;
  readonly onChange: (bounds: Bounds) => void;
  readonly onOther?: (name: string) => void;
}) {
  const bounds = typeof value === 'string' ? undefined : value;
  const { number = '1', most = '' } = bounds ?? {};

  function choose(name: string): void {
    if (others.some(([other]) => other === name)) onOther?.(name);
    else onChange({ bound: name as Bound, number, most });
  }

  return (
    <>
      <Select label={label} isBare value={bounds?.bound ?? String(value)} onChange={choose}>
        {[...others, ...Object.entries(BOUND_WORDS)].map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </Select>
      {bounds && <NumberField label={label} value={number} onInput={(text) => onChange({ ...bounds, number: text })} />}
      {bounds?.bound === 'between' && (
        <>
          <span class="muted">and</span>
          <NumberField
            label={`${label}, at most`}
            value={most}
            onInput={(text) => onChange({ ...bounds, most: text })}
          />
        </>
      )}
      {unit && bounds && <span class="muted">{unit}</span>}
    </>
  );
}

function NumberField(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
}) {
  return <Field isBare isRequired type="number" min={0} {...props} />;
}
