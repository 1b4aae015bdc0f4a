import { Button } from '../ui/button.tsx';
import { Field, Select } from '../ui/field.tsx';
import { boundsOf, countOf } from './bounds.ts';
import { BoundsFields } from './bounds-fields.tsx';
import type { Condition } from './filter.ts';
import { newTests, TestFields } from './test-fields.tsx';

/** Asks how often people did something, when, and with which properties. */
export function EventFields({
  label,
  condition,
  onChange,
}: {
  readonly label: string;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}) {
  const { did, did_not, count, where, ...window } = condition;
  const name = did ?? did_not;
  const isNever = did === undefined;
  const often = isNever ? { did_not: name } : { did: name, ...(count !== undefined && { count }) };
  const conditions = Array.isArray(where) ? (where as readonly Condition[]) : [];
  const met = conditions.length > 0 ? { where: conditions } : {};

  return (
    <div class="filter-tests">
      <div class="filter-fields">
        <BoundsFields
          label={`How often ${label}`}
          value={isNever ? 'never' : boundsOf(count)}
          others={[['never', 'never']]}
          unit="times"
          onChange={(bounds) => onChange({ did: name, count: countOf(bounds), ...window, ...met })}
          onOther={() => onChange({ did_not: name, ...window, ...met })}
        />
        <WindowFields
          label={label}
          window={window}
          onChange={(changed) => onChange({ ...often, ...changed, ...met })}
        />
      </div>
      {conditions.map(({ property, ...tests }, index) => {
        const replaced = (by: Condition | undefined) => {
          const all = conditions.flatMap((old, at) => (at !== index ? [old] : by ? [by] : []));
          onChange({ ...often, ...window, ...(all.length > 0 && { where: all }) });
        };
        const text = String(property);
        return (
          <div class="filter-fields filter-property" key={index}>
            <span class="muted">{index === 0 ? 'where' : 'and'}</span>
            <Field
              label="Property"
              isBare
              isRequired
              placeholder="Property"
              value={text}
              onInput={(changed) => replaced({ property: changed, ...tests })}
            />
            <TestFields
              of={{ label: text || 'the property', type: 'json', subject: 'profiles' }}
              tests={tests}
              onChange={(changed) => replaced({ property: text, ...changed })}
            />
            <Button
              kind="quiet"
              icon="close"
              label={`Remove the property ${text}`}
              onClick={() => replaced(undefined)}
            />
          </div>
        );
      })}
      <div>
        <Button
          kind="quiet"
          icon="plus"
          onClick={() =>
            onChange({ ...often, ...window, where: [...conditions, { property: '', ...newTests('json') }] })
          }
        >
          With a property
        </Button>
      </div>
    </div>
  );
}

function WindowFields({
  label,
  window,
  onChange,
}: {
  readonly label: string;
  readonly window: Condition;
  readonly onChange: (window: Condition) => void;
}) {
  const { within_days: days, since, before } = window;
  const kind = days !== undefined ? 'days' : since !== undefined || before !== undefined ? 'dates' : 'ever';
  const begin: Readonly<Record<string, Condition>> = { ever: {}, days: { within_days: 30 }, dates: { since: '' } };
  const day = (name: string, value: unknown) => (
    <Field
      label={`${label}: ${name === 'since' ? 'from' : 'before'}`}
      isBare
      isRequired={name === 'since' && !before}
      type={/T/.test(String(value ?? '')) ? 'text' : 'date'}
      value={String(value ?? '')}
      onInput={(text) => {
        const { [name]: _, ...other } = window;
        onChange(text === '' && Object.keys(other).length > 0 ? other : { ...other, [name]: text });
      }}
    />
  );
  return (
    <>
      <Select label={`When ${label}`} isBare value={kind} onChange={(name) => onChange(begin[name] ?? {})}>
        <option value="ever">ever</option>
        <option value="days">in the last</option>
        <option value="dates">from</option>
      </Select>
      {kind === 'days' && (
        <>
          <Field
            label={`Days of ${label}`}
            isBare
            isRequired
            type="number"
            min={1}
            value={String(days)}
            onInput={(text) => onChange({ within_days: text === '' ? '' : Number(text) })}
          />
          <span class="muted">days</span>
        </>
      )}
      {kind === 'dates' && (
        <>
          {day('since', since)}
          <span class="muted">to before</span>
          {day('before', before)}
        </>
      )}
    </>
  );
}
