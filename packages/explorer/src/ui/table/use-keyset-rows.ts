import type { RefObject } from 'preact';
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import type { Page } from '../../api/answers.ts';
import { addressOf, get, type Query } from '../../api/api.ts';
import type { Place } from './kept-place.ts';
import { type KeysetRows, keysetRows, PAGE_SIZE } from './keyset-rows.ts';

/** A question that answers a list in pages. */
export interface Source {
  readonly path: string;
  readonly query?: Query;
}

/**
 * The rows of a list, begun anew when the question changes, at `place` where somebody comes back to it. `retry` begins anew too.
 */
export function useKeysetRows<Row>(
  { path, query = {} }: Source,
  place: RefObject<Place | undefined>,
): readonly [rows: KeysetRows<Row>, retry: () => void] {
  const [, update] = useReducer((count: number) => count + 1, 0);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);

  // Depends on less than it uses: the address says all that the path and the query do
  const rows = useMemo(
    () =>
      keysetRows<Row>(
        (after, signal) => get<Page<Row>>(path, { ...query, limit: PAGE_SIZE, after }, signal),
        () => update(undefined),
        place.current?.cursors,
      ),
    [addressOf(path, query), attempt],
  );
  useEffect(() => rows.stop, [rows]);
  return [rows, () => retry(undefined)];
}
