import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/api.ts';
import { useKeys } from '../../keyboard.ts';
import { Icon } from '../icon.tsx';
import { EmptyMessage, ErrorMessage } from '../message.tsx';
import { Skeleton } from '../skeleton.tsx';
import { type Source, useKeysetRows } from './use-keyset-rows.ts';
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

/** Height of a row in px, here and in table.css. */
const ROW_HEIGHT = 40;

/** Rows rendered beyond each edge of the view. */
const OVERSCAN = 10;

/** Rows between the ends of the scrollbar: browsers know no height for a million. */
const SPAN = 200_000;

/**
 * A list of any length: it reads pages as they come into view, and keeps and renders only those near it. `j` and `k` go from row to
 * row, Enter opens one.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, source, columns, rowKey, rowHref, onOpen, sort, onSort, empty } = props;
  const [rows, retry] = useKeysetRows<Row>(source);
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ base: 0, first: 0, last: 40 });
  const [active, setActive] = useState(-1);
  const count = rows.count();

  function look(): void {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 800 };
    const first = view.base + Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - OVERSCAN);
    const last = view.base + Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + OVERSCAN;
    setView({ base: baseFor(view.base, first), first, last });
  }

  // What the scrollbar stands for has moved on: so does the view, at once, and nobody sees it.
  const shownBase = useRef(0);
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop -= (view.base - shownBase.current) * ROW_HEIGHT;
    shownBase.current = view.base;
  }, [view.base]);

  useLayoutEffect(() => {
    shownBase.current = 0;
    if (scroller.current) scroller.current.scrollTop = 0;
    setView(({ first, last }) => ({ base: 0, first: 0, last: last - first }));
    setActive(-1);
  }, [rows]);

  useEffect(() => rows.show(view.first, Math.min(view.last, rows.count() - 1)), [rows, view.first, view.last, count]);

  useEffect(() => {
    if (!scroller.current) return;
    const observer = new ResizeObserver(look);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  });

  function go(step: number): void {
    const index = Math.max(0, Math.min(active + step, count - 1));
    setActive(index);
    const top = (index - view.base) * ROW_HEIGHT;
    const { current } = scroller;
    if (!current) return;
    // One row is hidden by the head, and one more is seen ahead.
    const room = current.clientHeight - 3 * ROW_HEIGHT;
    current.scrollTop = Math.min(Math.max(current.scrollTop, top - room), Math.max(0, top - ROW_HEIGHT));
  }
  // Depends on less than it uses: what go() reads
  useKeys(useMemo(() => ({ j: () => go(1), k: () => go(-1) }), [active, count, view.base]));
  useEffect(() => {
    scroller.current
      ?.querySelector<HTMLElement>(`[data-index="${active}"] :is(a, button)`)
      ?.focus({ preventScroll: true });
  }, [active, view.first]);

  const error = rows.error();
  if (error) return <ErrorMessage error={error instanceof ApiError ? error : UNKNOWN} retry={retry} />;
  if (count === 0) return <>{empty ?? <EmptyMessage title="Nothing here yet" />}</>;

  const first = Math.min(Math.max(view.first, view.base), Math.max(0, count - 1));
  const last = Math.min(view.last, count, view.base + SPAN);
  const end = Math.min(count, view.base + SPAN);
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  return (
    <div class="table-scroller" ref={scroller} onScroll={look}>
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
          <Space rowCount={first - view.base} />
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
          <Space rowCount={end - last} />
        </tbody>
      </table>
    </div>
  );
}

/** The row at which the scrollbar begins: moved by half its span when the view comes near one of its ends. */
function baseFor(base: number, first: number): number {
  if (first - base > 0.75 * SPAN) return base + SPAN / 2;
  if (base > 0 && first - base < 0.25 * SPAN) return base - SPAN / 2;
  return base;
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
      {isSortable && onSort ? (
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
