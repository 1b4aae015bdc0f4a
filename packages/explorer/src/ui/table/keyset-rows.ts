import type { Page } from '../../api/answers.ts';

/** Rows of a page of a list. */
export const PAGE_SIZE = 100;

/** Pages kept on each side of those in view. */
const MARGIN = 2;

/** A list that is read in pages, each beginning where the one before ended, and of which only what is near the view is kept. */
export interface KeysetRows<Row> {
  /** Rows that are there, as far as is known: one page more than was read, until the end is. */
  readonly count: () => number;
  readonly isComplete: () => boolean;
  /** Undefined while it is being read. */
  readonly at: (index: number) => Row | undefined;
  readonly error: () => Error | undefined;
  /** Says which rows are in view: they are read, and those far away forgotten. */
  readonly show: (first: number, last: number) => void;
  /** Where each page that is known begins, to come back to. */
  readonly cursors: () => (string | null)[];
  /** Ends what is being read. */
  readonly stop: () => void;
}

/**
 * Starts with nothing read. Memory stays flat however far somebody scrolls: of a page that is forgotten only the cursor stays,
 * with which it is read again.
 * @param load reads the page behind a cursor.
 * @param changed is called whenever there is more to see.
 * @param cursors of the pages that are known already; the first page has nothing before it.
 */
export function keysetRows<Row>(
  load: (after: string | null, signal: AbortSignal) => Promise<Page<Row>>,
  changed: () => void,
  cursors: (string | null)[] = [null],
): KeysetRows<Row> {
  const pages = new Map<number, readonly Row[]>();
  const loading = new Set<number>();
  const stopping = new AbortController();
  let rowCount: number | undefined;
  let failed: Error | undefined;
  let view: readonly [first: number, last: number] = [0, 0];

  async function read(page: number): Promise<void> {
    loading.add(page);
    try {
      const { data, next } = await load(cursors[page] ?? null, stopping.signal);
      pages.set(page, data);
      if (page === cursors.length - 1) {
        if (next === null) rowCount = page * PAGE_SIZE + data.length;
        else cursors.push(next);
      }
    } catch (error) {
      failed = error as Error;
    }
    loading.delete(page);
    if (stopping.signal.aborted) return;
    fill();
    changed();
  }

  function fill(): void {
    const [first, last] = view;
    for (const page of pages.keys()) if (page < first - MARGIN || page > last + MARGIN) pages.delete(page);
    if (failed) return;
    for (let page = first; page <= Math.min(last + 1, cursors.length - 1); page++) {
      if (!pages.has(page) && !loading.has(page)) read(page);
    }
  }

  return {
    count: () => rowCount ?? cursors.length * PAGE_SIZE,
    isComplete: () => rowCount !== undefined,
    at: (index) => pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    error: () => failed,
    show(first, last) {
      view = [Math.floor(first / PAGE_SIZE), Math.floor(last / PAGE_SIZE)];
      fill();
    },
    cursors: () => cursors,
    stop: () => stopping.abort(),
  };
}
