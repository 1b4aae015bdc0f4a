import type { Batch } from '@kith/protocol';
import { envelopeContext } from './context.ts';
import { own } from './queue.ts';
import { settings } from './settings.ts';

/**
 * The collector's answer: the HTTP status (200 only if the collector confirms, 0 without an answer of its), how long it wants
 * to be left alone (ms; 0 or NaN if it does not say), and which of the ids asked for it has stored.
 */
export type Reply = [status: number, waitMs?: number, confirmed?: readonly string[]];

// Captured when the script loads: pages and other scripts replace fetch later.
const nativeFetch = globalThis.fetch;
const TIMEOUT_MS = 30_000;

/** What `fetch` takes. A text body travels as text/plain, which needs no preflight; cookies stay at home. */
export function batchRequest(
  body: string | Blob,
  signal?: AbortSignal,
  keepalive?: boolean,
): [url: string, init: RequestInit] {
  const init = { method: 'POST', body, credentials: 'omit', signal, keepalive };
  return [settings.host.replace(/\/*$/, '/v1/batch'), init as RequestInit];
}

/** The body of a request, as text, with bundles of this page, which are JSON already, and the ids to confirm. */
export function batchBody(ids: readonly string[], confirm: readonly string[]): string {
  const envelope: Omit<Batch, 'batch'> = {
    sentAt: new Date().toISOString(),
    writeKey: settings.writeKey,
    context: envelopeContext(),
    confirm,
  };
  return `{"batch":[${ids.map((id) => own.get(id))}],${JSON.stringify(envelope).slice(1)}`;
}

/**
 * Posts a body.
 * A 200 counts only if it says `"success": true`: a captive portal answers 200 too. Never rejects.
 */
export async function post(body: string | Blob, keepalive: boolean): Promise<Reply> {
  try {
    const response = await nativeFetch(...batchRequest(body, AbortSignal.timeout?.(TIMEOUT_MS), keepalive));
    const { status, headers } = response;
    // Read in any case: an unread answer keeps its bytes of the keepalive quota.
    const text = await response.text();
    const waitMs = Number(headers.get('Retry-After')) * 1000;
    if (status !== 200) return [status, waitMs];
    const { success, confirmed } = JSON.parse(text);
    if (success) return [status, waitMs, confirmed];
  } catch {}
  return [0];
}
