import type { Db } from '../../persist/database.ts';
import { PROFILE_ATTRIBUTES } from '../filter/attributes.ts';
import { FilterError } from '../filter/filter-error.ts';
import type { FilterSqlOptions } from '../filter/filter-sql.ts';
import { idsOf, type ListRequest } from '../list.ts';
import type { Row } from '../page.ts';
import { chosenRows } from './chosen-rows.ts';
import { type Cell, cellOf, type Table, type TableColumn } from './table.ts';

/** Which people are exported, and what of them. */
export interface PeopleExport extends Omit<ListRequest, 'after' | 'limit' | 'subject'> {
  /** Attributes and `traits.KEY`; `all` for every one of them. */
  readonly columns: readonly string[] | 'all';
}

const TRAIT = 'traits.';

/**
 * People with the columns that are wanted.
 * @throws FilterError on an unknown column or segment.
 */
export function peopleTable(db: Db, request: PeopleExport, options: Omit<FilterSqlOptions, 'of'>): Table {
  const columns = columnsOf(db, request.columns);
  const attributes = columns.map(({ name }) => name).filter((name) => PROFILE_ATTRIBUTES.has(name));
  const hasTraits = attributes.length < columns.length;
  const selected = [...attributes, ...(hasTraits ? ['traits'] : [])].map((name) => `p.${name}`);
  const { count, rows } = chosenRows(db, {
    keys: idsOf(db, { ...request, subject: 'profiles' }, options),
    columns: ['id'],
    rows: `SELECT ${selected.join(', ')} FROM temp.chosen CROSS JOIN profiles AS p ON p.profile_id = chosen.id`,
  });
  return { columns, count, rows: cellsOf(rows, columns, hasTraits) };
}

function* cellsOf(rows: Iterable<Row>, columns: readonly TableColumn[], hasTraits: boolean): Generator<Cell[]> {
  const readers = columns.map(({ name }) => readerOf(name));
  for (const row of rows) {
    const traits = new Map<string, unknown>(hasTraits ? Object.entries(JSON.parse(String(row.traits))) : []);
    yield readers.map((read) => read(row, traits));
  }
}

function readerOf(name: string): (row: Row, traits: ReadonlyMap<string, unknown>) => Cell {
  const type = PROFILE_ATTRIBUTES.get(name)?.type;
  if (type === undefined) return (_row, traits) => cellOf(traits.get(name.slice(TRAIT.length)));
  if (type !== 'boolean') return (row) => row[name] ?? null;
  return ({ [name]: value = null }) => (value === null ? null : value === 1);
}

function columnsOf(db: Db, wanted: PeopleExport['columns']): TableColumn[] {
  const traits = db
    .prepare<[], { key: string; label: string; is_hidden: number }>(
      `SELECT key, label, is_hidden FROM trait_definitions WHERE trait_group = 'contact' ORDER BY key`,
    )
    .all();
  const labels = new Map(traits.map(({ key, label }) => [TRAIT + key, label]));
  for (const [name, { label }] of PROFILE_ATTRIBUTES) labels.set(name, label);
  const names = wanted === 'all' ? [...PROFILE_ATTRIBUTES.keys(), ...ownTraits(traits)] : wanted;
  if (names.length === 0) throw new FilterError('columns', 'must name a column');
  for (const name of names) {
    if (PROFILE_ATTRIBUTES.has(name) || name.startsWith(TRAIT)) continue;
    throw new FilterError('columns', `has ${name}, which is neither a column of profiles nor traits.KEY`);
  }
  return names.map((name) => ({ name, label: labels.get(name) ?? name.slice(TRAIT.length) }));
}

// Those that are columns already, as name and email, need no second one.
function ownTraits(traits: readonly { key: string; is_hidden: number }[]): string[] {
  return traits
    .filter(({ key, is_hidden }) => !is_hidden && !PROFILE_ATTRIBUTES.has(key))
    .map(({ key }) => TRAIT + key);
}
