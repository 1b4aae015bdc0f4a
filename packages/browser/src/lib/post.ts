import { envelope } from './envelope.ts';
import type { Entry } from './queue.ts';
import { settings } from './settings.ts';

/** The collector's answer: it has the messages, it will never take them, or it cannot now. */
export type Verdict =
  | { kind: 'stored' }
  | { kind: 'refused'; status: number }
  | { kind: 'retry'; status: number; afterMs?: number };

// Captured when the script loads: pages and other scripts replace fetch later.
const nativeFetch = globalThis.fetch;
const TIMEOUT_MS = 30_000;
const MAX_RETRY_AFTER_MS = 300_000;

/** Address that takes batches. */
export function batchUrl(): string {
  return `${settings.host}/v1/batch`;
}

/** The body of a request, as text. Messages are JSON already. */
export function batchBody(entries: readonly Entry[]): string {
  const { sentAt, writeKey, context } = envelope();
  const rest = JSON.stringify({ sentAt, writeKey, context });
  return `{"batch":[${entries.map((entry) => entry.text).join(',')}],${rest.slice(1)}`;
}

/**
 * Posts a body. A text body travels as text/plain, which needs no preflight; cookies stay at home.
 * Only a 200 which says `"success": true` counts as stored: a captive portal answers 200 too. Never rejects.
 */
export async function post(body: string | Blob, keepalive: boolean): Promise<Verdict> {
  try {
    const response = await nativeFetch(batchUrl(), {
      method: 'POST',
      body,
      keepalive,
      credentials: 'omit',
      signal: AbortSignal.timeout?.(TIMEOUT_MS) ?? null,
    });
    // Read in any case: an unread answer keeps its bytes of the keepalive quota.
    const text = await response.text();
    const { status } = response;
    if (status === 200 && isSuccess(text)) return { kind: 'stored' };
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { kind: 'refused', status };
    const afterS = Number(response.headers.get('Retry-After'));
    return { kind: 'retry', status, ...(afterS > 0 && { afterMs: Math.min(afterS * 1000, MAX_RETRY_AFTER_MS) }) };
  } catch {
    return { kind: 'retry', status: 0 };
  }
}

function isSuccess(text: string): boolean {
  try {
    return (JSON.parse(text) as { success?: unknown }).success === true;
  } catch {
    return false;
  }
}
