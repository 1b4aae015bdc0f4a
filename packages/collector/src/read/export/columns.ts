import type { Attributes } from '../filter/attributes.ts';
import { FilterError } from '../filter/filter-error.ts';
import type { Row } from '../page.ts';
import { type Cell, cellOf, type TableColumn } from './table.ts';

/** A trait that may be a column. */
export interface TraitColumn {
  readonly key: string;
  readonly label: string;
  readonly is_hidden: number;
}

/** Names of attributes and `traits.KEY`; `all` for every one of them. */
export type WantedColumns = readonly string[] | 'all';

const TRAIT = 'traits.';

/**
 * The columns that are wanted, with their labels. All of them are every attribute and every trait that is not hidden.
 * @throws FilterError on an unknown column.
 */
export function columnsOf(
  relation: string,
  attributes: Attributes,
  traits: readonly TraitColumn[],
  wanted: WantedColumns,
): TableColumn[] {
  const labels = new Map(traits.map(({ key, label }) => [TRAIT + key, label]));
  for (const [name, { label }] of attributes) labels.set(name, label);
  const names = wanted === 'all' ? [...attributes.keys(), ...ownTraits(attributes, traits)] : wanted;
  if (names.length === 0) throw new FilterError('columns', 'must name a column');
  for (const name of names) {
    if (attributes.has(name) || name.startsWith(TRAIT)) continue;
    throw new FilterError('columns', `has ${name}, which is neither a column of ${relation} nor traits.KEY`);
  }
  return names.map((name) => ({ name, label: labels.get(name) ?? name.slice(TRAIT.length) }));
}

// Those that are columns already, as name and email, need no second one.
function ownTraits(attributes: Attributes, traits: readonly TraitColumn[]): string[] {
  return traits.filter(({ key, is_hidden }) => !is_hidden && !attributes.has(key)).map(({ key }) => TRAIT + key);
}

/** The columns of the relation that the columns of an export are read from. */
export function selectedColumns(columns: readonly TableColumn[], attributes: Attributes): string[] {
  const own = columns.map(({ name }) => name).filter((name) => attributes.has(name));
  return own.length < columns.length ? [...own, 'traits'] : own;
}

/** The cells of rows. */
export function* cellsOf(
  rows: Iterable<Row>,
  columns: readonly TableColumn[],
  attributes: Attributes,
): Generator<Cell[]> {
  const readers = columns.map(({ name }) => readerOf(name, attributes));
  const hasTraits = columns.some(({ name }) => !attributes.has(name));
  for (const row of rows) {
    const traits = new Map<string, unknown>(hasTraits ? Object.entries(JSON.parse(String(row.traits))) : []);
    yield readers.map((read) => read(row, traits));
  }
}

function readerOf(name: string, attributes: Attributes): (row: Row, traits: ReadonlyMap<string, unknown>) => Cell {
  const type = attributes.get(name)?.type;
  if (type === undefined) return (_row, traits) => cellOf(traits.get(name.slice(TRAIT.length)));
  if (type !== 'boolean') return (row) => row[name] ?? null;
  return ({ [name]: value = null }) => (value === null ? null : value === 1);
}
