import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keepPlace, type Place } from './kept-place.ts';
import type { KeysetRows } from './keyset-rows.ts';

/** Height of a row in px, here and in table.css. */
export const ROW_HEIGHT = 40;

/** Rows rendered beyond each edge of what is seen. */
const OVERSCAN = 10;

/** Rows between the ends of the scrollbar: browsers know no height for a million. */
const SPAN = 4_000;

/** Which rows are in view. */
export interface View {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The row at the upper end of the scrollbar. */
  readonly base: number;
  /** The first row to render, and the one behind the last. */
  readonly first: number;
  readonly end: number;
  /** The row behind the lower end of the scrollbar. */
  readonly limit: number;
  readonly onScroll: () => void;
  /** Brings a row into view. */
  readonly reveal: (index: number) => void;
}

/**
 * What is seen of rows, as somebody scrolls through them: the rows are told, so that they are there. Begins at `place`, where
 * somebody comes back to; the place they leave is kept under `address`.
 */
export function useView(rows: KeysetRows<unknown>, address: string, place: RefObject<Place | undefined>): View {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollTop = useRef(0);
  const moved = useRef(0);
  const [seen, setSeen] = useState(() => rowsAt(place.current?.base ?? 0, place.current?.scrollTop ?? 0, innerHeight));
  const count = rows.count();

  function onScroll(): void {
    if (!scroller.current) return;
    scrollTop.current = scroller.current.scrollTop;
    // By the base that the scrollbar has now: another one may be decided, and not there yet.
    setSeen(rowsAt(moved.current, scrollTop.current, scroller.current.clientHeight));
  }

  // First of all, and before the frame is measured and painted: an answer takes its time, too.
  useLayoutEffect(() => rows.show(seen.first, Math.min(seen.end, count) - 1), [rows, seen.first, seen.end, count]);

  useLayoutEffect(() => {
    const begin = { base: 0, scrollTop: 0, ...place.current };
    place.current = undefined;
    moved.current = begin.base;
    scrollTop.current = begin.scrollTop;
    if (scroller.current) scroller.current.scrollTop = begin.scrollTop;
    setSeen(rowsAt(begin.base, begin.scrollTop, scroller.current?.clientHeight ?? 0));
    return () => keepPlace({ address, cursors: rows.cursors(), base: moved.current, scrollTop: scrollTop.current });
  }, [rows]);

  // When the scrollbar stands for other rows, it moves too, at once: what is seen stays where it is. From where it was when that was
  // decided, for the browser has cut it to the new height meanwhile.
  useLayoutEffect(() => {
    scrollTop.current -= (seen.base - moved.current) * ROW_HEIGHT;
    if (scroller.current && seen.base !== moved.current) scroller.current.scrollTop = scrollTop.current;
    moved.current = seen.base;
  }, [seen.base]);

  useEffect(() => {
    const observer = new ResizeObserver(onScroll);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [rows, count === 0]);

  const limit = Math.min(count, seen.base + SPAN);
  const end = Math.min(seen.end, limit);
  return {
    scroller,
    base: seen.base,
    first: Math.min(seen.first, end),
    end,
    limit,
    onScroll,
    reveal(index) {
      const { current } = scroller;
      if (!current) return;
      const top = (index - seen.base) * ROW_HEIGHT;
      // The head covers one row, and one more is seen ahead.
      const lowest = top - (current.clientHeight - 3 * ROW_HEIGHT);
      current.scrollTop = Math.min(Math.max(current.scrollTop, lowest), Math.max(0, top - ROW_HEIGHT));
    },
  };
}

function rowsAt(base: number, scrollTop: number, height: number): { base: number; first: number; end: number } {
  const above = Math.floor(scrollTop / ROW_HEIGHT);
  const first = base + Math.max(0, above - OVERSCAN);
  const end = base + above + Math.ceil(height / ROW_HEIGHT) + OVERSCAN;
  // Near an end of the scrollbar it is moved by half of what it stands for.
  if (above > 0.8 * SPAN) return { base: base + SPAN / 2, first, end };
  if (base > 0 && above < 0.2 * SPAN) return { base: base - SPAN / 2, first, end };
  return { base, first, end };
}
