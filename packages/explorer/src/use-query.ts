import { useCallback } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';

/** What the address says of the view, by name. */
export type ViewQuery = Readonly<Record<string, string | undefined>>;

/**
 * The query of the address, which reproduces a view. The function changes some of it: an empty or undefined value goes away.
 * A change can be taken back with the browser's own button, unless it `replaces`, as while somebody types.
 */
export function useQuery(): [ViewQuery, (changes: ViewQuery, replaces?: boolean) => void] {
  // That of the page, not of the location, which is ahead of it while the next page is being loaded.
  const { path, query } = useRoute();
  const { route } = useLocation();
  const change = useCallback(
    (changes: ViewQuery, replaces = false) => {
      const now = Object.fromEntries(new URLSearchParams(location.search));
      route(viewAddress(path, { ...now, ...changes }), replaces);
    },
    [path, route],
  );
  return [query, change];
}

/** The address of a view of a page. */
export function viewAddress(path: string, view: ViewQuery): string {
  const given = Object.entries(view).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given as [string, string][]).toString();
  return path + (text && `?${text}`);
}
