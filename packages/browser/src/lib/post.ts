import { envelope } from './envelope.ts';
import type { Entry } from './queue.ts';
import { settings } from './settings.ts';

/** The collector's answer. */
export interface Reply {
  /** The HTTP status; 200 only if the collector confirms, 0 without an answer of its. */
  status: number;
  /** How long the collector wants to be left alone, ms; 0 if it does not say. */
  retryAfterMs: number;
}

// Captured when the script loads: pages and other scripts replace fetch later.
const nativeFetch = globalThis.fetch;
const TIMEOUT_MS = 30_000;
/** Longest Retry-After to be heeded, ms. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** Address that takes batches. */
export function batchUrl(): string {
  return `${settings.host}/v1/batch`;
}

/** The body of a request, as text. Messages are JSON already. */
export function batchBody(entries: readonly Entry[]): string {
  return `{"batch":[${entries.map((entry) => entry.text).join(',')}],${JSON.stringify(envelope()).slice(1)}`;
}

/**
 * Posts a body. A text body travels as text/plain, which needs no preflight; cookies stay at home.
 * A 200 counts only if it says `"success": true`: a captive portal answers 200 too. Never rejects.
 */
export async function post(body: string | Blob, keepalive: boolean): Promise<Reply> {
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
    const retryAfterMs = Math.min((Number(response.headers.get('Retry-After')) || 0) * 1000, MAX_RETRY_AFTER_MS);
    return { status: status !== 200 || JSON.parse(text).success === true ? status : 0, retryAfterMs };
  } catch {
    return { status: 0, retryAfterMs: 0 };
  }
}
