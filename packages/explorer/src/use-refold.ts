import { useState } from 'preact/hooks';
import type { ApiError } from './api/api.ts';
import { type RefoldProgress, refold } from './api/refold.ts';

/** Takes decisions that fold all history anew, one at a time. */
export function useRefold(): {
  /** Takes a decision. @returns its id; undefined where it was refused, and `error` says why. */
  readonly run: (decision: object) => Promise<number | undefined>;
  /** How far it is; undefined while none is under way. */
  readonly progress: RefoldProgress | undefined;
  readonly error: string | undefined;
} {
  const [progress, setProgress] = useState<RefoldProgress>();
  const [error, setError] = useState<string>();

  async function run(decision: object): Promise<number | undefined> {
    setProgress({ folded_count: 0, total_count: 0 });
    setError(undefined);
    try {
      return await refold(decision, { onProgress: setProgress });
    } catch (refused) {
      setError((refused as ApiError).message);
      return undefined;
    } finally {
      setProgress(undefined);
    }
  }

  return { run, progress, error };
}
