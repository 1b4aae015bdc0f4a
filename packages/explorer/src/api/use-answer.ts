import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, addressOf, get, type Query } from './api.ts';

/** What is known of an answer. */
export interface Answer<T> {
  /** The last answer of this path: it stays while the next one, with other parameters, is under way. */
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly isLoading: boolean;
  /** Asks again. */
  readonly reload: () => void;
}

interface State<T> {
  readonly path: string | null;
  readonly address: string | null;
  readonly data?: T | undefined;
  readonly error?: ApiError | undefined;
}

/** Asks a question when a component appears and whenever it changes; null asks nothing. A question that was replaced is ended. */
export function useAnswer<T>(path: string | null, query: Query = {}): Answer<T> {
  const address = path === null ? null : addressOf(path, query);
  const [state, setState] = useState<State<T>>({ path, address: null });
  const [attempt, setAttempt] = useState(0);

  // Depends on less than it uses: the address says all that the path and the query do
  useEffect(() => {
    if (path === null) return;
    const asking = new AbortController();
    get<T>(path, query, asking.signal).then(
      (data) => setState({ path, address, data }),
      (error: unknown) => {
        if (asking.signal.aborted) return;
        const said = error instanceof ApiError ? error : new ApiError(0, 'error', String(error));
        setState(({ path: before, data }) => ({
          path,
          address,
          error: said,
          data: before === path ? data : undefined,
        }));
      },
    );
    return () => asking.abort();
  }, [address, attempt]);

  const isCurrent = state.address === address;
  return {
    data: state.path === path ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    isLoading: !isCurrent && path !== null,
    reload: useCallback(() => setAttempt((count) => count + 1), []),
  };
}
