import { Button } from '../ui/button.tsx';
import { Field, Select } from '../ui/field.tsx';
import type { Condition, Subject } from './filter.ts';
import { type Scalar, scalarOf, scalarText, TEST_WORDS, TESTS, type ValueType } from './tests.ts';
import { useKnownValues } from './use-known-values.ts';
import { calledValue, ValuesField } from './values-field.tsx';

const LIST_TESTS = ['in', 'not_in'];
const ORDER_TESTS = ['over', 'at_least', 'under', 'at_most'];
const TIME_TESTS = ['before', 'after'];

/** What is tested. */
export interface TestedValue {
  readonly label: string;
  readonly type: ValueType;
  readonly subject: Subject;
  /** The attribute whose values are offered. */
  readonly attribute?: string;
}

/** A test that nothing was typed into yet. */
export function newTests(type: ValueType): Condition {
  const [first = 'is'] = TESTS[type];
  return { [first]: emptyOf(first, type) };
}

/** Asks for the tests of a value, all of which must hold. */
export function TestFields({
  of,
  tests,
  onChange,
}: {
  readonly of: TestedValue;
  readonly tests: Condition;
  readonly onChange: (tests: Condition) => void;
}) {
  const all = Object.entries(tests);
  const unused = TESTS[of.type].filter((test) => !Object.hasOwn(tests, test));
  const write = (entries: readonly (readonly [string, unknown])[]) => onChange(Object.fromEntries(entries));
  const [next] = unused.filter((test) => test !== 'known');
  return (
    <div class="filter-tests">
      {all.map(([test, operand], index) => {
        const replaced = (entry: readonly [string, unknown]) =>
          write(all.map((old, at) => (at === index ? entry : old)));
        return (
          <div class="filter-fields" key={index}>
            {index > 0 && <span class="muted">and</span>}
            <Select
              label={`Test of ${of.label}`}
              isBare
              value={test}
              onChange={(name) => replaced([name, kept(operand, test, name, of.type)])}
            >
              {[test, ...unused].sort(byOrder(of.type)).map((name) => (
                <option key={name} value={name}>
                  {TEST_WORDS[name] ?? name}
                </option>
              ))}
            </Select>
            <Operand of={of} test={test} operand={operand} onChange={(value) => replaced([test, value])} />
            {all.length > 1 && (
              <Button
                kind="quiet"
                icon="close"
                label={`Remove this test of ${of.label}`}
                onClick={() => write(all.filter((_, at) => at !== index))}
              />
            )}
            {index === all.length - 1 && next !== undefined && of.type !== 'boolean' && (
              <Button
                kind="quiet"
                icon="plus"
                label={`Another test of ${of.label}`}
                onClick={() => write([...all, [next, emptyOf(next, of.type)]])}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

function Operand({
  of,
  test,
  operand,
  onChange,
}: {
  readonly of: TestedValue;
  readonly test: string;
  readonly operand: unknown;
  readonly onChange: (operand: unknown) => void;
}) {
  const isChosen = ['is', 'is_not', ...LIST_TESTS].includes(test) && of.type === 'text';
  const options = useKnownValues(of.subject, isChosen ? (of.attribute ?? null) : null);
  const label = `Value of ${of.label}`;
  if (test === 'known' || (of.type === 'boolean' && typeof operand === 'boolean')) {
    return (
      <Select label={label} isBare value={String(operand)} onChange={(text) => onChange(text === 'true')}>
        <option value="true">Yes</option>
        <option value="false">No</option>
      </Select>
    );
  }
  if (LIST_TESTS.includes(test)) {
    const values = Array.isArray(operand) ? (operand as readonly Scalar[]) : [];
    return <ValuesField {...{ label, values, options, onChange }} type={of.type} />;
  }
  if (ORDER_TESTS.includes(test) || test === 'within_days' || of.type === 'number') {
    const isDays = test === 'within_days';
    return (
      <>
        <Field
          {...{ label, value: String(operand) }}
          isBare
          isRequired
          type="number"
          {...(isDays ? { min: 1 } : { step: 'any' as const })}
          onInput={(text) => onChange(text === '' ? '' : Number(text))}
        />
        {isDays && <span class="muted">days</span>}
      </>
    );
  }
  if (TIME_TESTS.includes(test)) {
    const text = String(operand);
    // A moment of a day, as filters may name it, is no day.
    const isDay = text === '' || /^\d{4}-\d\d-\d\d$/.test(text);
    return <Field {...{ label, value: text }} isBare isRequired type={isDay ? 'date' : 'text'} onInput={onChange} />;
  }
  if (test === 'on_day') {
    return (
      <Field
        {...{ label, value: String(operand) }}
        isBare
        isRequired
        pattern="(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        placeholder="Month and day, 12-31"
        onInput={onChange}
      />
    );
  }
  const type = test === 'is' || test === 'is_not' ? of.type : 'text';
  return (
    <Field
      {...{ label, options }}
      value={scalarText(operand, type)}
      isBare
      isRequired
      placeholder="Value"
      onInput={(text) => onChange(scalarOf(text, type))}
      onChange={(text) => onChange(scalarOf(calledValue(text, options), type))}
    />
  );
}

function byOrder(type: ValueType): (one: string, other: string) => number {
  return (one, other) => TESTS[type].indexOf(one) - TESTS[type].indexOf(other);
}

function emptyOf(test: string, type: ValueType): unknown {
  if (test === 'known' || type === 'boolean') return true;
  if (test === 'within_days') return 30;
  return LIST_TESTS.includes(test) ? [] : '';
}

// What was typed for one test is good for another one that takes the like of it.
function kept(operand: unknown, from: string, to: string, type: ValueType): unknown {
  const empty = emptyOf(to, type);
  const one: unknown = Array.isArray(operand) ? (operand[0] ?? '') : operand;
  if (LIST_TESTS.includes(to)) return LIST_TESTS.includes(from) ? operand : from === 'known' || one === '' ? [] : [one];
  const like = [ORDER_TESTS, TIME_TESTS, ['is', 'is_not', 'contains', 'starts_with', ...LIST_TESTS]];
  const isLike = like.some((tests) => tests.includes(from) && tests.includes(to));
  return isLike || (type === 'number' && typeof one === 'number') ? one : empty;
}
