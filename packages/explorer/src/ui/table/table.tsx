import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, addressOf } from '../../api/api.ts';
import { useKeys } from '../../keyboard.ts';
import { Icon } from '../icon.tsx';
import { EmptyMessage, ErrorMessage } from '../message.tsx';
import { Skeleton } from '../skeleton.tsx';
import { keptPlace } from './kept-place.ts';
import { type Source, useKeysetRows } from './use-keyset-rows.ts';
import { ROW_HEIGHT, useView } from './use-view.ts';
import './table.css';

/** A column of a table. */
export interface Column<Row> {
  readonly name: string;
  readonly label: string;
  /** In px. */
  readonly width: number;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  /** Whether the table can be sorted by it. */
  readonly isSortable?: boolean;
  readonly render: (row: Row) => ComponentChildren;
}

/** How a table is sorted. */
export interface Sort {
  readonly name: string;
  readonly isAscending: boolean;
}

/** Properties of {@link Table}. */
export interface TableProps<Row> {
  /** What the rows are, for screen readers. */
  readonly label: string;
  readonly source: Source;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** The page about a row, which its first cell links to. */
  readonly rowHref?: (row: Row) => string;
  /** What a click on a row without a page does. */
  readonly onOpen?: (row: Row) => void;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** Shown where there are no rows. */
  readonly empty?: ComponentChildren;
}

/**
 * A list of any length: it reads pages as they come into view, and keeps and renders only those near it. `j` and `k` go from row to
 * row, Enter opens one.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, source, columns, rowKey, rowHref, onOpen, sort, onSort, empty } = props;
  const address = addressOf(source.path, source.query);
  const place = useRef(keptPlace(address));
  const [rows, retry] = useKeysetRows<Row>(source, place);
  const { scroller, base, first, end, limit, onScroll, reveal } = useView(rows, address, place);
  const [active, setActive] = useState(-1);
  const count = rows.count();
  useLayoutEffect(() => setActive(-1), [rows]);

  function go(step: number): void {
    const index = Math.max(0, Math.min(active + step, count - 1));
    setActive(index);
    reveal(index);
    // Until the row is there to have the focus, nothing else keeps it: Enter is for the row.
    if (!rows.at(index)) scroller.current?.focus({ preventScroll: true });
  }
  // A row may be chosen, and opened, before it has been read.
  const isThere = rows.at(active) !== undefined;
  const isOpening = useRef(false);
  const open = () => {
    isOpening.current = active >= 0 && !isThere;
  };
  useKeys(useMemo(() => ({ j: () => go(1), k: () => go(-1), Enter: open }), [active, count, base, isThere]));
  useLayoutEffect(() => {
    const opener = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"] :is(a, button)`);
    opener?.focus({ preventScroll: true });
    if (opener && isOpening.current) opener.click();
    isOpening.current &&= !isThere;
  }, [active, first, isThere]);

  const error = rows.error();
  if (error) return <ErrorMessage error={error instanceof ApiError ? error : UNKNOWN} retry={retry} />;
  if (count === 0) return <>{empty ?? <EmptyMessage title="Nothing here yet" />}</>;

  const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: rows without links are scrolled with the keyboard too
    <div class="table-scroller" ref={scroller} onScroll={onScroll} tabIndex={0}>
      <table class="table" aria-label={label} aria-rowcount={rows.isComplete() ? count + 1 : -1}>
        <colgroup>
          {columns.map(({ name, width }) => (
            <col key={name} style={{ width: `${width}px` }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.name} column={column} {...(sort && { sort })} {...(onSort && { onSort })} />
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          <Space rowCount={first - base} />
          {indexes.map((index) => {
            const row = rows.at(index);
            const isOpenable = rowHref !== undefined || onOpen !== undefined;
            return (
              <tr
                key={row ? rowKey(row) : index}
                class={isOpenable && row ? 'is-openable' : ''}
                data-index={index}
                aria-rowindex={index + 2}
              >
                {columns.map(({ name, isNumber, render }, place) => (
                  <td key={name} class={isNumber ? 'is-number' : ''}>
                    {!row ? (
                      <Skeleton width={8 + ((index * 7 + place * 3) % 8)} />
                    ) : place > 0 || !isOpenable ? (
                      render(row)
                    ) : rowHref ? (
                      <a href={rowHref(row)}>{render(row)}</a>
                    ) : (
                      <button type="button" onClick={() => onOpen?.(row)}>
                        {render(row)}
                      </button>
                    )}
                  </td>
                ))}
                <td />
              </tr>
            );
          })}
          <Space rowCount={limit - end} />
        </tbody>
      </table>
    </div>
  );
}

function Space({ rowCount }: { readonly rowCount: number }) {
  return rowCount > 0 ? <tr class="table-space" style={{ height: `${rowCount * ROW_HEIGHT}px` }} /> : null;
}

function Head<Row>({
  column: { name, label, isNumber, isSortable },
  sort,
  onSort,
}: Pick<TableProps<Row>, 'onSort' | 'sort'> & { readonly column: Column<Row> }) {
  const isSorted = sort?.name === name;
  const direction = isSorted ? (sort.isAscending ? 'ascending' : 'descending') : undefined;
  return (
    <th scope="col" class={isNumber ? 'is-number' : ''} aria-sort={direction}>
      {isSortable && label === '' ? (
        // What it is called is being read.
        <Skeleton width={8} />
      ) : isSortable && onSort ? (
        <button type="button" onClick={() => onSort({ name, isAscending: isSorted && !sort.isAscending })}>
          {label}
          {isSorted && <Icon name={sort.isAscending ? 'up' : 'down'} />}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

const UNKNOWN = new ApiError(0, 'error', 'The list could not be read.');
