import type { Attribute, Person, TraitDefinition } from '../../api/answers.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { PersonType } from '../../ui/person-type.tsx';
import type { Column } from '../../ui/table/table.tsx';
import { personName } from '../person/person-name.ts';

const DEFAULT = ['email', 'type', 'last_country', 'session_count', 'last_seen_at'];

const WIDTHS: Readonly<Record<Attribute['type'], number>> = {
  boolean: 120,
  date: 120,
  number: 96,
  text: 168,
  time: 152,
};

const TRAIT = 'traits.';

/** What is known of a column that can be chosen: an attribute, or a trait, which is named `traits.KEY`. */
export type Choosable = Omit<Attribute, 'tests'>;

/** The columns that can be chosen: every attribute and every trait which is no attribute already. */
export function choosableColumns(
  attributes: readonly Attribute[],
  traits: readonly TraitDefinition[],
): readonly Choosable[] {
  const known = new Set(attributes.map(({ name }) => name));
  const others = traits.filter(({ key }) => !known.has(key) && !key.includes(','));
  return [...attributes, ...others.map(({ key, label }) => ({ name: TRAIT + key, label, type: 'text' as const }))];
}

/** The columns that the address names, else the usual ones. */
export function chosenColumns(text: string | undefined): readonly string[] {
  return text ? text.split(',') : DEFAULT;
}

/** The columns of the table: who it is, then what was chosen. */
export function tableColumns(choosable: readonly Choosable[], chosen: readonly string[]): Column<Person>[] {
  const known = new Map(choosable.map((column) => [column.name, column]));
  const who: Column<Person> = { name: 'name', label: 'Person', width: 192, isSortable: true, render: personName };
  return [who, ...chosen.map((name) => columnOf(known.get(name) ?? guessed(name)))];
}

function columnOf(attribute: Choosable): Column<Person> {
  const { name, label, type } = attribute;
  const key = name.startsWith(TRAIT) ? name.slice(TRAIT.length) : undefined;
  return {
    name,
    label,
    width: name === 'email' ? 232 : name === 'type' ? 124 : WIDTHS[type],
    isNumber: type === 'number',
    isSortable: key === undefined,
    render: (person) =>
      key !== undefined ? (
        <AttributeValue attribute={attribute} value={person.traits[key]} />
      ) : name === 'type' ? (
        <PersonType type={person.type} />
      ) : (
        <AttributeValue attribute={attribute} value={person[name]} />
      ),
  };
}

// Stands in until the collector has told: with the right width nothing moves when it does.
function guessed(name: string): Choosable {
  if (name.startsWith(TRAIT)) return { name, label: name.slice(TRAIT.length), type: 'text' };
  const type = /_at$/.test(name)
    ? 'time'
    : /_count$|_ms$|^age$/.test(name)
      ? 'number'
      : /^(is|msg)_/.test(name)
        ? 'boolean'
        : 'text';
  return { name, label: '', type };
}
