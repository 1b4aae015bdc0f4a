import type { Batch } from '@kith/protocol';
import { envelopeContext } from './context.ts';
import { textOf } from './queue.ts';
import { settings } from './settings.ts';

/** The collector's answer. */
export interface Reply {
  /** The HTTP status; 200 only if the collector confirms, 0 without an answer of its. */
  status: number;
  /** Which of the ids asked for it has stored. */
  confirmed?: readonly string[];
  /** How long the collector wants to be left alone, ms; 0 if it does not say. */
  waitMs?: number;
}

// Captured when the script loads: pages and other scripts replace fetch later.
const nativeFetch = globalThis.fetch;
const TIMEOUT_MS = 30_000;
/** Longest Retry-After to be heeded, ms. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** What `fetch` takes. A text body travels as text/plain, which needs no preflight; cookies stay at home. */
export function batchRequest(
  body: string | Blob,
  signal?: AbortSignal,
  keepalive?: boolean,
): [url: string, init: RequestInit] {
  const init = { method: 'POST', body, credentials: 'omit', signal, keepalive };
  return [`${settings.host}/v1/batch`, init as RequestInit];
}

/** The body of a request, as text, with the messages, which are JSON already, and the ids to confirm. */
export function batchBody(ids: readonly string[], confirm: readonly string[]): string {
  const envelope: Omit<Batch, 'batch'> = {
    sentAt: new Date().toISOString(),
    writeKey: settings.writeKey,
    context: envelopeContext(),
    confirm,
  };
  return `{"batch":[${ids.map(textOf)}],${JSON.stringify(envelope).slice(1)}`;
}

/**
 * Posts a body.
 * A 200 counts only if it says `"success": true`: a captive portal answers 200 too. Never rejects.
 */
export async function post(body: string | Blob, keepalive: boolean): Promise<Reply> {
  try {
    const response = await nativeFetch(...batchRequest(body, AbortSignal.timeout?.(TIMEOUT_MS), keepalive));
    // Read in any case: an unread answer keeps its bytes of the keepalive quota.
    const text = await response.text();
    const { success, confirmed } = response.ok ? JSON.parse(text) : { success: true };
    const waitMs = Math.min(Number(response.headers.get('Retry-After')) * 1000 || 0, MAX_RETRY_AFTER_MS);
    if (success === true) return { status: response.status, confirmed, waitMs };
  } catch {}
  return { status: 0 };
}
