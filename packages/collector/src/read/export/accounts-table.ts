import type { Db } from '../../persist/database.ts';
import { ACCOUNT_ATTRIBUTES } from '../filter/attributes.ts';
import type { FilterSqlOptions } from '../filter/filter-sql.ts';
import { selectList } from '../list.ts';
import { chosenRows } from './chosen-rows.ts';
import { cellsOf, columnsOf, selectedColumns, type TraitColumn } from './columns.ts';
import type { ListExport } from './people-table.ts';
import type { Table } from './table.ts';

/**
 * Accounts with the columns that are wanted. Their figures are those of their people, counted once for all.
 * @throws FilterError on an unknown column or segment.
 */
export function accountsTable(db: Db, request: ListExport, options: Omit<FilterSqlOptions, 'of'>): Table {
  const traits = db.prepare<[], TraitColumn>(
    `SELECT DISTINCT said.key, said.key AS label, 0 AS is_hidden FROM account_rows, json_each(account_rows.traits) AS said
     ORDER BY said.key`,
  );
  const columns = columnsOf('accounts', ACCOUNT_ATTRIBUTES, traits.all(), request.columns);
  const selected = [...new Set(selectedColumns(columns, ACCOUNT_ATTRIBUTES))];
  const { count, rows } = chosenRows(db, {
    keys: selectList(db, { ...request, subject: 'accounts' }, options, selected),
    columns: selected,
    rows: 'SELECT chosen.* FROM temp.chosen',
  });
  return { columns, count, rows: cellsOf(rows, columns, ACCOUNT_ATTRIBUTES) };
}
