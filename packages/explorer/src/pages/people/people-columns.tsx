import type { Attribute, Person } from '../../api/answers.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { PersonType } from '../../ui/person-type.tsx';
import type { Column } from '../../ui/table/table.tsx';
import { personName } from '../person/person-name.ts';

const DEFAULT = ['email', 'type', 'last_country', 'session_count', 'last_seen_at', 'first_seen_at'];

const WIDTHS: Readonly<Record<Attribute['type'], number>> = {
  boolean: 120,
  date: 120,
  number: 104,
  text: 168,
  time: 128,
};

/** The attributes that the address names as columns, else the usual ones. */
export function chosenColumns(text: string | undefined): readonly string[] {
  return text ? text.split(',') : DEFAULT;
}

/** The columns of the table: who it is, then the attributes that were chosen. */
export function tableColumns(attributes: readonly Attribute[], chosen: readonly string[]): Column<Person>[] {
  const known = new Map(attributes.map((attribute) => [attribute.name, attribute]));
  const who: Column<Person> = { name: 'name', label: 'Person', width: 192, isSortable: true, render: personName };
  return [who, ...chosen.map((name) => columnOf(known.get(name) ?? guessed(name)))];
}

function columnOf(attribute: Attribute): Column<Person> {
  const { name, label, type } = attribute;
  return {
    name,
    label,
    width: name === 'email' ? 232 : name === 'type' ? 124 : WIDTHS[type],
    isNumber: type === 'number',
    isSortable: true,
    render: (person) =>
      name === 'type' ? (
        <PersonType type={person.type} />
      ) : (
        <AttributeValue attribute={attribute} value={person[name]} />
      ),
  };
}

// Stands in until the collector has told: with the right width nothing moves when it does.
function guessed(name: string): Attribute {
  const type = /_at$/.test(name)
    ? 'time'
    : /_count$|_ms$|^age$/.test(name)
      ? 'number'
      : /^(is|msg)_/.test(name)
        ? 'boolean'
        : 'text';
  return { name, label: '', type, tests: [] };
}
