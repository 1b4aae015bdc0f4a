import { useEffect, useState } from 'preact/hooks';
import type { Attribute, ValueCounts } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { countryName } from '../../ui/country-name.ts';
import { Field, Select } from '../../ui/field.tsx';
import { type Condition, TEST_WORDS } from './filter.ts';

/** Tests that take one of a list of values, by the kind of field they need. */
const NUMBER_TESTS = ['over', 'at_least', 'under', 'at_most', 'within_days'];
const TIME_TESTS = ['before', 'after'];
const LIST_TESTS = ['in', 'not_in'];

/** Asks for a test of a value. @param name of the attribute, whose values are offered; null offers none. */
export function TestFields({
  name,
  type,
  tests,
  onChange,
}: {
  readonly name: string | null;
  readonly type: Attribute['type'];
  readonly tests: readonly string[];
  readonly onChange: (test: Condition | undefined) => void;
}) {
  const [test, setTest] = useState(type === 'time' ? 'within_days' : (tests[0] ?? 'is'));
  const [value, setValue] = useState('');
  const isYesNo = test === 'known' || type === 'boolean';
  const offers = type === 'text' && name !== null && ['is', 'is_not', ...LIST_TESTS].includes(test);
  const { data } = useAnswer<ValueCounts>(offers ? '/api/profiles/count' : null, {
    by: name,
    everybody: true,
    limit: 100,
  });
  const values = (data?.data ?? []).flatMap(({ value: known }) => (known === null ? [] : [String(known)]));

  // Depends on less than it uses: onChange is told of changes, it makes none
  useEffect(() => {
    const operand = operandOf(test, type, isYesNo ? value || 'true' : value.trim());
    onChange(operand === undefined ? undefined : { [test]: operand });
  }, [test, value]);

  return (
    <>
      <Select label="Test" value={test} onChange={setTest}>
        {tests.map((known) => (
          <option key={known} value={known}>
            {TEST_WORDS[known] ?? known}
          </option>
        ))}
      </Select>
      {isYesNo ? (
        <Select label="Value" value={value || 'true'} onChange={setValue}>
          <option value="true">Yes</option>
          <option value="false">No</option>
        </Select>
      ) : (
        <Field
          label={LIST_TESTS.includes(test) ? 'Values, with commas between' : 'Value'}
          type={fieldType(test, type)}
          placeholder={test === 'on_day' ? '12-31' : ''}
          value={value}
          options={values.map((known) => [known, name?.endsWith('country') ? countryName(known) : known])}
          onInput={setValue}
        />
      )}
    </>
  );
}

function fieldType(test: string, type: Attribute['type']): 'date' | 'number' | 'text' {
  if (NUMBER_TESTS.includes(test)) return 'number';
  if (TIME_TESTS.includes(test)) return 'date';
  return type === 'number' && !LIST_TESTS.includes(test) ? 'number' : 'text';
}

function operandOf(test: string, type: Attribute['type'], text: string): unknown {
  if (text === '') return undefined;
  if (test === 'known') return text === 'true';
  if (NUMBER_TESTS.includes(test)) return Number(text);
  if (!LIST_TESTS.includes(test)) return scalarOf(type, text);
  const items = text.split(',').map((item) => item.trim());
  return items.filter(Boolean).map((item) => scalarOf(type, item));
}

function scalarOf(type: Attribute['type'], text: string): boolean | number | string {
  if (type === 'boolean') return text === 'true';
  return type === 'number' ? Number(text) : text;
}
