import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../api/api.ts';
import type { Difference } from '../../api/person-answers.ts';
import { previewRefold, type RefoldProgress } from '../../api/refold.ts';

interface Asked {
  readonly progress?: RefoldProgress;
  readonly difference?: Difference;
  readonly error?: string;
}

/** Asks what other rules would change, one question at a time; it ends when nobody is there for the answer any more. */
export function useDifference(): {
  readonly ask: (decision: object) => Promise<void>;
  /** Ends what is asked and forgets what was answered: it is about other rules. */
  readonly forget: () => void;
  readonly difference: Difference | undefined;
  /** How far it is; undefined while nothing is asked. */
  readonly progress: RefoldProgress | undefined;
  /** What the collector said against it. */
  readonly error: string | undefined;
} {
  const [{ difference, progress, error }, setAsked] = useState<Asked>({});
  const asking = useRef<AbortController>(undefined);
  useEffect(() => () => asking.current?.abort(), []);

  function forget(): void {
    asking.current?.abort();
    setAsked({});
  }

  async function ask(decision: object): Promise<void> {
    forget();
    asking.current = new AbortController();
    const { signal } = asking.current;
    const say = (asked: Asked) => !signal.aborted && setAsked(asked);
    say({ progress: { folded_count: 0, total_count: 0 } });
    await previewRefold(decision, { onProgress: (progress) => say({ progress }), signal }).then(
      (difference) => say({ difference }),
      (refused: ApiError) => say({ error: refused.message }),
    );
  }

  return { ask, forget, difference, progress, error };
}
