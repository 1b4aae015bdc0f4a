import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { EventFields } from './event-fields.tsx';
import type { Condition } from './filter.ts';
import { TestFields } from './test-fields.tsx';
import type { Vocabulary } from './use-vocabulary.ts';

/** Asks for a condition: on an attribute, a trait, what people did, or the segment they are in. */
export function ConditionDialog({
  vocabulary,
  onAdd,
  onClose,
}: {
  readonly vocabulary: Vocabulary;
  readonly onAdd: (condition: Condition) => void;
  readonly onClose: () => void;
}) {
  const { attributeList, traitList, traitTests, eventNames, segmentList } = vocabulary;
  const [subject, setSubject] = useState('attribute:last_country');
  const [condition, setCondition] = useState<Condition>();
  const [kind = '', ...rest] = subject.split(':');
  const name = rest.join(':');
  const attribute = attributeList.find((known) => known.name === name);
  const trait = traitList.find(({ key }) => key === name);

  function choose(chosen: string): void {
    setSubject(chosen);
    setCondition(chosen.startsWith('segment:') ? { segment: chosen.slice(8) } : undefined);
  }

  return (
    <Dialog
      title="Add a filter"
      onClose={onClose}
      onSubmit={() => condition && onAdd(condition)}
      actions={
        <Button kind="primary" type="submit" isDisabled={!condition}>
          Add
        </Button>
      }
    >
      <Select label="People by" value={subject} onChange={choose}>
        <Options
          label="Attributes"
          kind="attribute"
          options={attributeList.map((known) => [known.name, known.label])}
        />
        <Options label="Traits" kind="trait" options={traitList.map(({ key, label }) => [key, label])} />
        <Options label="What they did" kind="event" options={eventNames.map((event) => [event, event])} />
        <Options label="Segments" kind="segment" options={segmentList.map((known) => [known.segment_id, known.name])} />
      </Select>
      {kind === 'attribute' && attribute && (
        <TestFields
          key={subject}
          name={name}
          type={attribute.type}
          tests={attribute.tests}
          onChange={(test) => setCondition(test && { attribute: name, ...test })}
        />
      )}
      {kind === 'trait' && trait && (
        <TestFields
          key={subject}
          name={null}
          type={trait.type === 'number' || trait.type === 'boolean' ? trait.type : 'text'}
          tests={trait.type === 'boolean' ? ['is', 'is_not', 'known'] : traitTests}
          onChange={(test) => setCondition(test && { trait: name, ...test })}
        />
      )}
      {kind === 'event' && <EventFields key={subject} name={name} onChange={setCondition} />}
    </Dialog>
  );
}

function Options({
  label,
  kind,
  options,
}: {
  readonly label: string;
  readonly kind: string;
  readonly options: readonly (readonly [name: string, label: string])[];
}) {
  if (options.length === 0) return null;
  return (
    <optgroup label={label}>
      {options.map(([name, text]) => (
        <option key={name} value={`${kind}:${name}`}>
          {text}
        </option>
      ))}
    </optgroup>
  );
}
