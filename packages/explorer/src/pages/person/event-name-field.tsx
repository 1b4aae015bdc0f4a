import type { EventDefinition, Page } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Field } from '../../ui/field.tsx';

/** Chooses events by their name; empty means all. */
export function EventNameField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (name: string) => void;
}) {
  const { data } = useAnswer<Page<EventDefinition>>('/api/definitions/events', { limit: 200 });
  const options = (data?.data ?? []).filter(({ is_hidden: isHidden }) => !isHidden);
  return (
    <Field
      label="Event"
      isBare
      type="search"
      placeholder="Any event"
      value={value}
      options={options.map(({ name, label }) => [name, label])}
      onChange={(name) => onChange(name.trim())}
    />
  );
}
