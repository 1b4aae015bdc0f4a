import type { Attributes, WholePerson } from '../../api/answers.ts';
import type { PersonThen } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { Checkbox, Field } from '../../ui/field.tsx';
import { EmptyMessage, ErrorMessage } from '../../ui/message.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useQuery } from '../../use-query.ts';
import type { TabProps } from './tabs.ts';
import './as-of-tab.css';

/** A person as known at a time, beside what is known now. */
export function AsOfTab({ person }: TabProps) {
  const [{ at, all }, change] = useQuery();
  const date = at === undefined ? undefined : new Date(at);
  const isTime = date !== undefined && !Number.isNaN(date.getTime());
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/as-of`;
  const { data, error, isLoading, reload } = useAnswer<PersonThen>(isTime ? path : null, { at: date?.toISOString() });
  return (
    <div class="as-of">
      <div class="person-tools">
        <Field label="As known at" type="datetime-local" value={at ?? ''} onChange={(value) => change({ at: value })} />
        <Checkbox
          label="Also what is the same"
          isChecked={all === 'true'}
          onChange={(isChecked) => change({ all: isChecked ? 'true' : '' })}
        />
      </div>
      {!isTime && (
        <EmptyMessage title="Choose a time">
          <p>It shows what was known of this person at that time, beside what is known now.</p>
          <p>All messages up to then are folded again, under the decisions of today: this may take a moment.</p>
        </EmptyMessage>
      )}
      {error?.status === 404 && <EmptyMessage title="Nobody was known under these identifiers yet" />}
      {error && error.status !== 404 && <ErrorMessage error={error} retry={reload} />}
      {isTime && !error && <Comparison person={person} then={isLoading ? undefined : data} isWhole={all === 'true'} />}
    </div>
  );
}

/** A line of the comparison: values as they are shown, and as they are compared. */
interface Line {
  readonly name: string;
  readonly label: string;
  readonly type: 'boolean' | 'date' | 'number' | 'text' | 'time';
  readonly before: unknown;
  readonly now: unknown;
}

function Comparison({
  person,
  then,
  isWhole,
}: {
  readonly person: WholePerson;
  readonly then: PersonThen | undefined;
  readonly isWhole: boolean;
}) {
  const { data: known } = useAnswer<Attributes>('/api/attributes');
  const groups: readonly (readonly [title: string, lines: readonly Line[]])[] =
    then && known
      ? [
          ['Identifiers', identifierLines(then, person)],
          ['Traits', traitLines(then, person)],
          ['Attributes', attributeLines(then, person, known)],
        ]
      : [];
  if (groups.length === 0) {
    return (
      <Panel title="Then and now">
        <Skeleton width={60} />
      </Panel>
    );
  }
  return (
    <>
      {groups.map(([title, lines]) => {
        const shown = lines.filter((line) => isWhole || !isSame(line));
        return (
          <Panel key={title} title={title}>
            {shown.length === 0 ? (
              <p class="muted as-of-same">The same then and now.</p>
            ) : (
              <table class="as-of-lines">
                <thead>
                  <tr>
                    <td />
                    <th scope="col">Then</th>
                    <th scope="col">Now</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((line) => (
                    <tr key={`${line.name}\n${line.label}`} class={isSame(line) ? '' : 'is-changed'}>
                      <th scope="row">{line.label}</th>
                      <td>
                        <AttributeValue attribute={line} value={line.before} />
                      </td>
                      <td>
                        <AttributeValue attribute={line} value={line.now} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
        );
      })}
    </>
  );
}

function isSame({ before, now }: Line): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(now ?? null);
}

function identifierLines(then: PersonThen, now: WholePerson): Line[] {
  const keyOf = ({ kind, identifier }: PersonThen['identities'][number]) =>
    `${kind === 'anonymous' ? 'device' : kind} ${identifier}`;
  const [before, after] = [new Set(then.identities.map(keyOf)), new Set(now.identities.map(keyOf))];
  const word = (isThere: boolean) => (isThere ? 'theirs' : null);
  return [...new Set([...before, ...after])].map((key) => ({
    ...{ name: key, label: key, type: 'text' },
    ...{ before: word(before.has(key)), now: word(after.has(key)) },
  }));
}

function traitLines(then: PersonThen, now: WholePerson): Line[] {
  const valuesOf = (traits: PersonThen['traits']) =>
    new Map(
      traits
        .filter(({ trait_group: group }) => group === 'contact' || group === 'survey')
        .map(({ key, value }) => [key, value]),
    );
  const [before, after] = [valuesOf(then.traits), valuesOf(now.trait_list)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((key) => ({
    ...{ name: '', label: key, type: 'text' },
    ...{ before: before.get(key), now: after.get(key) },
  }));
}

function attributeLines({ profile: then }: PersonThen, now: WholePerson, { profiles }: Attributes): Line[] {
  return profiles
    .filter(({ name }) => name in then && (then[name] ?? now[name]) != null)
    .map(({ name, label, type }) => ({ name, label, type, before: then[name], now: now[name] }));
}
