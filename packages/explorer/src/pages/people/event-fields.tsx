import { useEffect, useState } from 'preact/hooks';
import { Field, Select } from '../../ui/field.tsx';
import type { Condition } from './filter.ts';

/** Asks whether, how often and how lately people did something. */
export function EventFields({
  name,
  onChange,
}: {
  readonly name: string;
  readonly onChange: (condition: Condition) => void;
}) {
  const [verb, setVerb] = useState('did');
  const [count, setCount] = useState('');
  const [days, setDays] = useState('');

  // Depends on less than it uses: onChange is told of changes, it makes none
  useEffect(() => {
    onChange({
      [verb]: name,
      ...(verb === 'did' && Number(count) > 0 && { count: { at_least: Number(count) } }),
      ...(Number(days) > 0 && { within_days: Number(days) }),
    });
  }, [verb, count, days]);

  return (
    <>
      <Select label="Test" value={verb} onChange={setVerb}>
        <option value="did">did it</option>
        <option value="did_not">did not do it</option>
      </Select>
      {verb === 'did' && (
        <Field label="At least how often" type="number" placeholder="1" value={count} onInput={setCount} />
      )}
      <Field label="In the last days" type="number" placeholder="ever" value={days} onInput={setDays} />
    </>
  );
}
