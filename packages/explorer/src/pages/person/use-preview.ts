import { useEffect, useState } from 'preact/hooks';
import { ApiError, post } from '../../api/api.ts';

/** A decision as `POST /api/decisions` takes it. */
export type Decision = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What a decision would change, on the data itself; null asks nothing. A decision that was replaced is not waited for. */
export function usePreview<T>(decision: Decision | null): {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
} {
  const [answer, setAnswer] = useState<{ readonly asked: string; readonly data?: T; readonly error?: ApiError }>();
  const asked = JSON.stringify(decision);
  // Depends on less than it uses: the text says all that the decision does
  useEffect(() => {
    if (decision === null) return;
    let isGone = false;
    post<T>('/api/decisions/preview', decision).then(
      (data) => !isGone && setAnswer({ asked, data }),
      (error: unknown) =>
        !isGone &&
        setAnswer({ asked, error: error instanceof ApiError ? error : new ApiError(0, 'error', String(error)) }),
    );
    return () => {
      isGone = true;
    };
  }, [asked]);
  const current = answer?.asked === asked ? answer : undefined;
  return { data: current?.data, error: current?.error };
}
