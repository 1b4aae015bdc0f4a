import type { Db } from '../../persist/database.ts';
import { PROFILE_ATTRIBUTES } from '../filter/attributes.ts';
import type { FilterSqlOptions } from '../filter/filter-sql.ts';
import { type ListRequest, selectList } from '../list.ts';
import { chosenRows } from './chosen-rows.ts';
import { cellsOf, columnsOf, selectedColumns, type TraitColumn, type WantedColumns } from './columns.ts';
import type { Table } from './table.ts';

/** Who is exported, and what of them. */
export interface ListExport extends Omit<ListRequest, 'after' | 'limit' | 'subject'> {
  readonly columns: WantedColumns;
}

/**
 * People with the columns that are wanted.
 * @throws FilterError on an unknown column or segment.
 */
export function peopleTable(db: Db, request: ListExport, options: Omit<FilterSqlOptions, 'of'>): Table {
  const traits = db.prepare<[], TraitColumn>(
    `SELECT key, label, is_hidden FROM trait_definitions WHERE trait_group = 'contact' ORDER BY key`,
  );
  const columns = columnsOf('profiles', PROFILE_ATTRIBUTES, traits.all(), request.columns);
  const selected = selectedColumns(columns, PROFILE_ATTRIBUTES).map((name) => `p.${name}`);
  const { count, rows } = chosenRows(db, {
    keys: selectList(db, { ...request, subject: 'profiles' }, options, ['profile_id']),
    columns: ['id'],
    rows: `SELECT ${selected.join(', ')} FROM temp.chosen CROSS JOIN profiles AS p ON p.profile_id = chosen.id`,
  });
  return { columns, count, rows: cellsOf(rows, columns, PROFILE_ATTRIBUTES) };
}
