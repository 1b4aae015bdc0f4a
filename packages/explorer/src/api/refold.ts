import { ApiError, addressOf } from './api.ts';
import type { Difference } from './person-answers.ts';

/** How far a refold is. */
export interface RefoldProgress {
  readonly folded_count: number;
  readonly total_count: number;
}

/** How a refold is followed. */
export interface RefoldOptions {
  readonly onProgress: (progress: RefoldProgress) => void;
  /** Ends it; nothing has changed then. */
  readonly signal?: AbortSignal;
}

/** A line of an answer: how far it is, what became of it, or why nothing did. */
type Line<T> = RefoldProgress | T | { readonly code: string; readonly message: string };

/**
 * Takes a decision that changes how every event is read: all history is folded anew, which may take minutes.
 * @returns its id.
 * @throws ApiError
 */
export async function refold(decision: object, options: RefoldOptions): Promise<number> {
  return (await lastLine<{ readonly decision_id: number }>('/api/refold', 'decision_id', decision, options))
    .decision_id;
}

/** Folds all history by other rules, on the side. @returns what they would change. @throws ApiError; an AbortError when `signal` ends it. */
export async function previewRefold(decision: object, options: RefoldOptions): Promise<Difference> {
  return (await lastLine<{ readonly difference: Difference }>('/api/refold/preview', 'difference', decision, options))
    .difference;
}

async function lastLine<T extends object>(
  path: string,
  result: keyof T,
  decision: object,
  { onProgress, signal }: RefoldOptions,
): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(decision), ...(signal && { signal }) };
  const response = await fetch(addressOf(path), init);
  let rest = '';
  for await (const part of textOf(response)) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line: Line<T> = JSON.parse(text);
      if ('folded_count' in line) onProgress(line);
      else if (result in line) return line as T;
      else if ('code' in line) throw new ApiError(response.status, line.code, line.message);
    }
  }
  if (response.ok) throw new ApiError(0, 'broken', 'The collector ended before it was done: nothing has changed.');
  const { code = 'error', message = response.statusText } = JSON.parse(rest || '{}') as {
    code?: string;
    message?: string;
  };
  throw new ApiError(response.status, code, message);
}

async function* textOf({ body }: Response): AsyncGenerator<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done = true, value = '' } = (await reader?.read()) ?? {};
    if (done) return;
    yield value;
  }
}
