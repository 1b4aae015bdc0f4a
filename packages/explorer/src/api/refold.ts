import { ApiError, addressOf } from './api.ts';

/** How far a refold is. */
export interface RefoldProgress {
  readonly folded_count: number;
  readonly total_count: number;
}

/** A line of the answer: how far it is, what was decided, or why it was not. */
type Line = RefoldProgress | { readonly decision_id: number } | { readonly code: string; readonly message: string };

/**
 * Takes a decision that changes how every event is read: all history is folded anew, which may take minutes.
 * @returns its id.
 * @throws ApiError
 */
export async function refold(decision: object, onProgress: (progress: RefoldProgress) => void): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(addressOf('/api/refold'), { method: 'POST', headers, body: JSON.stringify(decision) });
  let rest = '';
  for await (const part of textOf(response)) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line: Line = JSON.parse(text);
      if ('folded_count' in line) onProgress(line);
      else if ('decision_id' in line) return line.decision_id;
      else throw new ApiError(response.status, line.code, line.message);
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
