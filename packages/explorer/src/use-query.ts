import { useCallback } from 'preact/hooks';
import { useLocation } from 'preact-iso';

/** What the address says of the view, by name. */
export type ViewQuery = Readonly<Record<string, string | undefined>>;

/**
 * The query of the address, which reproduces a view. The function changes some of it: an empty or undefined value goes away.
 * A change can be taken back with the browser's own button, unless it `replaces`, as while somebody types.
 */
export function useQuery(): [ViewQuery, (changes: ViewQuery, replaces?: boolean) => void] {
  const { query, path, route } = useLocation();
  const change = useCallback(
    (changes: ViewQuery, replaces = false) => {
      const now = Object.fromEntries(new URLSearchParams(location.search));
      const given = Object.entries({ ...now, ...changes }).filter(([, value]) => value !== undefined && value !== '');
      const text = new URLSearchParams(given as [string, string][]).toString();
      route(path + (text && `?${text}`), replaces);
    },
    [path, route],
  );
  return [query, change];
}
