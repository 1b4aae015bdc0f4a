import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { ApiError, get } from '../../api/api.ts';
import type { Arrival, Arrivals } from '../../api/live-answers.ts';
import { at } from '../../base.ts';

/** Messages that are kept, the latest: the page stays as small as it was. */
const MAX_COUNT = 500;

/** Messages as they arrive. */
export interface LiveArrivals {
  /** The latest first; undefined until it is known whether there are any. */
  readonly arrivals: readonly Arrival[] | undefined;
  /** How many arrived while it was paused. */
  readonly waitingCount: number;
  /** Whether some came faster than they could be shown. */
  readonly hasGap: boolean;
  readonly isConnected: boolean;
  readonly error: ApiError | undefined;
}

/** Listens to what arrives for as long as the component is there. While it is paused, what is shown stays. */
export function useArrivals(isPaused: boolean): LiveArrivals {
  const kept = useRef<readonly Arrival[] | undefined>(undefined);
  const [shown, setShown] = useState<readonly Arrival[]>();
  const [waitingCount, countWaiting] = useReducer((count: number, more: number) => (more < 0 ? 0 : count + more), 0);
  const [state, setState] = useState<Pick<LiveArrivals, 'error' | 'hasGap' | 'isConnected'>>(CONNECTING);
  const paused = useRef(isPaused);
  paused.current = isPaused;

  useEffect(() => {
    const source = new EventSource(at('/api/live'));
    source.onopen = () => setState((before) => ({ ...before, isConnected: true, error: undefined }));
    source.onmessage = ({ data: text }: MessageEvent<string>) => {
      const { data, is_complete }: Arrivals = JSON.parse(text);
      kept.current = [...data.toReversed(), ...(kept.current ?? [])].slice(0, MAX_COUNT);
      if (!is_complete) setState((before) => ({ ...before, hasGap: true }));
      if (paused.current) countWaiting(data.length);
      else setShown(kept.current);
    };
    source.onerror = () => {
      setState((before) => ({ ...before, isConnected: false }));
      // The browser tries again by itself unless it was refused, and does not say why.
      if (source.readyState === EventSource.CLOSED) reasonOf().then((error) => setState({ ...CONNECTING, error }));
    };
    return () => source.close();
  }, []);

  useEffect(() => {
    if (isPaused) return;
    setShown(kept.current);
    countWaiting(-1);
  }, [isPaused]);

  return { arrivals: shown, waitingCount, ...state };
}

const CONNECTING = { isConnected: false, hasGap: false, error: undefined };

function reasonOf(): Promise<ApiError> {
  const unknown = new ApiError(0, 'unreachable', 'The collector ended the connection. Load the page again.');
  return get('/api/events', { limit: 1 }).then(
    () => unknown,
    (error: unknown) => (error instanceof ApiError ? error : unknown),
  );
}
