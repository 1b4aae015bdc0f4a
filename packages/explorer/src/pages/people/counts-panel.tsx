import type { Attribute, ValueCounts } from '../../api/answers.ts';
import type { Query } from '../../api/api.ts';
import { useAnswer } from '../../api/use-answer.ts';
import type { Condition } from '../../filter/filter.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { Bars } from '../../ui/bars.tsx';
import { Select } from '../../ui/field.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';

/** How many of the people there are by each value of an attribute; choosing one narrows the list to it. */
export function CountsPanel({
  by,
  selection,
  attributes,
  onBy,
  onChoose,
}: {
  readonly by: string;
  readonly selection: Query;
  readonly attributes: readonly Attribute[];
  readonly onBy: (name: string) => void;
  readonly onChoose: (condition: Condition) => void;
}) {
  const query = { ...selection, by, limit: 25 };
  const { data, error } = useAnswer<ValueCounts>('/api/profiles/count', query);
  const attribute = attributes.find(({ name }) => name === by) ?? { name: by, type: 'text' };
  return (
    <aside class="counts" aria-label="Counts">
      <div class="counts-head">
        <Select label="Count by" value={by} onChange={onBy}>
          {attributes.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
        <SqlButton of="counts" path="/api/profiles/count" query={query} />
      </div>
      {error ? (
        <ErrorMessage error={error} />
      ) : (
        <Bars
          bars={data?.data.map(({ value, count }) => ({
            key: String(value),
            label:
              value === null ? (
                <span class="muted">Not known</span>
              ) : (
                <AttributeValue attribute={attribute} value={value} />
              ),
            count,
            onClick: () => onChoose(value === null ? { attribute: by, known: false } : { attribute: by, is: value }),
          }))}
        />
      )}
    </aside>
  );
}
