import type { ComponentChildren } from 'preact';
import type { Attribute } from '../api/answers.ts';
import type { KnownTrait } from '../filter/use-vocabulary.ts';
import { AttributeValue } from '../ui/attribute-value.tsx';
import type { Column } from '../ui/table/table.tsx';

/** A person or a company on a list. */
export interface Listed {
  readonly traits: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

/** What is known of a column that can be chosen: an attribute, or a trait, which is named `traits.KEY`. */
export type Choosable = Omit<Attribute, 'tests'>;

/** How a column is drawn where it is not as others of its type. */
export interface Look<Row> {
  readonly label?: string;
  /** In px. */
  readonly width?: number;
  readonly render?: (row: Row) => ComponentChildren;
}

const WIDTHS: Readonly<Record<Attribute['type'], number>> = {
  boolean: 120,
  date: 120,
  number: 96,
  text: 168,
  time: 152,
};

const TRAIT = 'traits.';

/** The trait that a column shows; undefined where it shows an attribute. */
export function traitOf(name: string): string | undefined {
  return name.startsWith(TRAIT) ? name.slice(TRAIT.length) : undefined;
}

/** The columns that can be chosen: every attribute and every trait which is no attribute already. */
export function choosableColumns(
  attributes: readonly Attribute[],
  traits: readonly KnownTrait[],
): readonly Choosable[] {
  const known = new Set(attributes.map(({ name }) => name));
  const others = traits.filter(({ key }) => !known.has(key) && !key.includes(','));
  return [
    ...attributes.map(({ label, ...attribute }) => ({ ...attribute, label: label.replace(/ \(ms\)$/, '') })),
    ...others.map(({ key, label }) => ({ name: TRAIT + key, label, type: 'text' as const })),
  ];
}

/** The columns that the address names, else the usual ones. */
export function chosenColumns(text: string | undefined, usual: readonly string[]): readonly string[] {
  return text ? text.split(',') : usual;
}

/** Columns of a table by their names. */
export function namedColumns<Row extends Listed>(
  choosable: readonly Choosable[],
  names: readonly string[],
  looks: Readonly<Record<string, Look<Row>>>,
): Column<Row>[] {
  const known = new Map(choosable.map((column) => [column.name, column]));
  return names.map((name) => columnOf(known.get(name) ?? guessed(name), looks[name] ?? {}));
}

function columnOf<Row extends Listed>(attribute: Choosable, look: Look<Row>): Column<Row> {
  const { name, label, type } = attribute;
  const key = traitOf(name);
  return {
    ...{ name, label, width: WIDTHS[type], isNumber: type === 'number', isSortable: true },
    render: ({ traits, ...row }) => (
      <AttributeValue attribute={attribute} value={key === undefined ? row[name] : traits[key]} />
    ),
    ...look,
  };
}

// Stands in until the collector has told: with the right width nothing moves when it does.
function guessed(name: string): Choosable {
  const key = traitOf(name);
  if (key !== undefined) return { name, label: key, type: 'text' };
  const type = /_at$/.test(name)
    ? 'time'
    : /_count$|_ms$|^age$/.test(name)
      ? 'number'
      : /^(is|msg)_/.test(name)
        ? 'boolean'
        : 'text';
  return { name, label: '', type };
}
