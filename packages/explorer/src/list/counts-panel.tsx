import type { ValueCounts } from '../api/answers.ts';
import type { Query } from '../api/api.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Condition, Subject } from '../filter/filter.ts';
import { AttributeValue } from '../ui/attribute-value.tsx';
import { Bars } from '../ui/bars.tsx';
import { Select } from '../ui/field.tsx';
import { ErrorMessage } from '../ui/message.tsx';
import { SqlButton } from '../ui/sql-button.tsx';
import { type Choosable, traitOf } from './columns.tsx';
import './counts-panel.css';

/** How many of a list there are by each value of an attribute or a trait; choosing one narrows the list to it. */
export function CountsPanel({
  subject,
  by,
  selection,
  choosable,
  onBy,
  onChoose,
}: {
  readonly subject: Subject;
  readonly by: string;
  readonly selection: Query;
  readonly choosable: readonly Choosable[];
  readonly onBy: (name: string) => void;
  readonly onChoose: (condition: Condition) => void;
}) {
  const query = { ...selection, by, limit: 25 };
  const path = `/api/${subject}/count`;
  const { data, error } = useAnswer<ValueCounts>(path, query);
  const attribute = choosable.find(({ name }) => name === by) ?? { name: by, type: 'text' };
  return (
    <aside class="counts" aria-label="Counts">
      <div class="counts-head">
        <Select label="Count by" value={by} onChange={onBy}>
          {choosable.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
        <SqlButton of="counts" path={path} query={query} />
      </div>
      {error ? (
        <ErrorMessage error={error} />
      ) : (
        <Bars
          bars={data?.data.map(({ value, count }) => ({
            key: JSON.stringify(value),
            label:
              value === null ? (
                <span class="muted">Not known</span>
              ) : (
                <AttributeValue attribute={attribute} value={value} />
              ),
            count,
            // A value of several parts no filter compares with.
            ...(typeof value !== 'object' || value === null ? { onClick: () => onChoose(conditionOf(by, value)) } : {}),
          }))}
        />
      )}
    </aside>
  );
}

function conditionOf(by: string, value: unknown): Condition {
  const key = traitOf(by);
  return {
    ...(key === undefined ? { attribute: by } : { trait: key }),
    ...(value === null ? { known: false } : { is: value }),
  };
}
