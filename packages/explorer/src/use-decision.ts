import { useState } from 'preact/hooks';
import { type ApiError, post } from './api/api.ts';

/** Takes decisions, one at a time, and keeps what the collector said against the last one. */
export function useDecision(): {
  /** Takes a decision. @returns its id; undefined where it was refused, and `error` says why. */
  readonly decide: (decision: object) => Promise<number | undefined>;
  readonly isDeciding: boolean;
  readonly error: string | undefined;
} {
  const [isDeciding, setIsDeciding] = useState(false);
  const [error, setError] = useState<string>();

  async function decide(decision: object): Promise<number | undefined> {
    setIsDeciding(true);
    setError(undefined);
    try {
      return (await post<{ readonly decision_id: number }>('/api/decisions', decision)).decision_id;
    } catch (refused) {
      setError((refused as ApiError).message);
      return undefined;
    } finally {
      setIsDeciding(false);
    }
  }

  return { decide, isDeciding, error };
}
